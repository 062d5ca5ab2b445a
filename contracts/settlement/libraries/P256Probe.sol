// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderSignature} from "./OrderSignature.sol";

/// @title P-256 probe
/// @notice Whether this chain verifies P-256 signatures at 0x100 (RIP-7212, EIP-7951). A missing precompile answers like an invalid signature,
/// hence a signature known to be valid: number 1 of the special cases in Wycheproof's ecdsa_secp256r1_sha256_p1363 vectors.
library P256Probe {
    bytes32 private constant HASH = 0xbb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023; // sha256("123400")
    bytes32 private constant X = 0xa71af64de5126a4a4e02b7922d66ce9415ce88a4c9d25514d91082c8725ac957;
    bytes32 private constant Y = 0x5d47723c8fbe580bb369fec9c2665d8e30a435b9932645482e7c9f11e872296b;

    function isSupported() internal view returns (bool) {
        address key = address(uint160(uint256(keccak256(abi.encode(X, Y)))));
        return OrderSignature.isValidP256(HASH, bytes32(uint256(5)), bytes32(uint256(1)), X, Y, key);
    }
}
