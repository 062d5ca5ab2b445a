// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAccountRegistry} from "../interfaces/IAccountRegistry.sol";

/// @title Signatures
/// @notice Whether an account signed a digest: plain keys, EIP-7702-delegated keys, passkeys and ERC-1271 wallets.
library Signatures {
    /// @dev Where x and y stand in a passkey's signature.
    uint256 private constant KEY_FROM = 20;
    uint256 private constant KEY_TO = 84;

    /// @notice ECDSA comes first: the key of an EIP-7702-delegated account stays sovereign over whatever code it delegates to, and nobody
    /// knows a key for the address of a deployed contract. A signature that begins with the registry's address is a passkey's, whether the
    /// account is deployed or not. Only then an account with code is asked by ERC-1271.
    /// @dev The wallet is asked by `staticcall` and its revert data is dropped, so it can neither change state nor speak for this contract.
    function isValid(address registry, address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == account) return true;
        if (address(bytes20(signature)) == registry) return IAccountRegistry(registry).isSignedBy(account, digest, signature);
        if (account.code.length == 0) return false;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature);
    }

    /// @notice Deploys the account that the signature's passkey is born with; does nothing when it is no passkey's.
    function deployAccount(address registry, bytes calldata signature) internal {
        if (address(bytes20(signature)) != registry || signature.length < KEY_TO) return;
        IAccountRegistry(registry).deployAccount(keccak256(signature[KEY_FROM:KEY_TO]));
    }
}
