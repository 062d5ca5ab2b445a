// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Account} from "@openzeppelin/contracts/account/Account.sol";
import {ERC7821} from "@openzeppelin/contracts/account/extensions/draft-ERC7821.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {AbstractSigner} from "@openzeppelin/contracts/utils/cryptography/signers/AbstractSigner.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";
import {IAccountRegistry} from "./interfaces/IAccountRegistry.sol";

/// @title Passkey account
/// @notice What stands at a passkey user's address once somebody deployed it: ERC-4337 v0.9, ERC-7821 batches, ERC-1271 by ERC-7739.
/// @dev Without storage, initialisation or upgrade: the registry alone says which passkeys speak for it.
contract PasskeyAccount is Account, EIP712, ERC7739, ERC7821, ERC721Holder, ERC1155Holder {
    IAccountRegistry public immutable registry;

    constructor(IAccountRegistry registry_) EIP712("Genex Passkey Account", "1") {
        registry = registry_;
    }

    /// @inheritdoc AbstractSigner
    function _rawSignatureValidation(bytes32 hash, bytes calldata signature) internal view override returns (bool) {
        return registry.isSignedBy(address(this), hash, signature);
    }

    /// @inheritdoc ERC7821
    function _erc7821AuthorizedExecutor(address caller, bytes32 mode, bytes calldata data) internal view override returns (bool) {
        return caller == address(entryPoint()) || super._erc7821AuthorizedExecutor(caller, mode, data);
    }
}
