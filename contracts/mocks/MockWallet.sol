// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice Test double: an ERC-1271 wallet of one owner, which can also burn the gas of a check, call anything and refuse tokens.
contract MockWallet is IERC1271, IERC721Receiver {
    address public immutable owner;
    bool public burnsGas;
    bool public refusesTokens;

    constructor(address owner_) {
        owner = owner_;
    }

    function setBurnsGas(bool on) external {
        burnsGas = on;
    }

    function setRefusesTokens(bool on) external {
        refusesTokens = on;
    }

    function execute(address target, bytes calldata data) external {
        (bool done, bytes memory reason) = target.call(data);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        while (burnsGas) continue;
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(hash, signature);
        bool valid = failure == ECDSA.RecoverError.NoError && recovered == owner;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IERC721Receiver
    function onERC721Received(address, address, uint256, bytes calldata) external view returns (bytes4) {
        return refusesTokens ? bytes4(0) : IERC721Receiver.onERC721Received.selector;
    }
}
