// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

/// @title Session signature
/// @notice A session key's signature in one packed form without slack.
library SessionSignature {
    uint8 internal constant SECP256K1 = 0;
    uint8 internal constant P_256 = 1;

    /// @dev Twenty bytes: no other signature begins with them, but by a chance of one in 2^160.
    bytes20 private constant TAG = bytes20(keccak256("genex.session"));
    uint256 private constant TAG_BYTES = 20;
    uint256 private constant SECP256K1_BYTES = TAG_BYTES + 65;
    uint256 private constant P256_BYTES = TAG_BYTES + 128;

    function isTagged(bytes calldata signature) internal pure returns (bool) {
        return bytes20(signature) == TAG;
    }

    /// @notice The key that signed the digest; address zero when none did.
    function signerOf(bytes32 digest, bytes calldata signature) internal view returns (address key, uint8 kind) {
        if (!isTagged(signature)) return (address(0), 0);
        if (signature.length == SECP256K1_BYTES) {
            (address signer, , ) = ECDSA.tryRecoverCalldata(digest, signature[TAG_BYTES:]);
            return (signer, SECP256K1);
        }
        if (signature.length != P256_BYTES) return (address(0), 0);
        (bytes32 r, bytes32 s, bytes32 x, bytes32 y) = abi.decode(signature[TAG_BYTES:], (bytes32, bytes32, bytes32, bytes32));
        // Browsers, operating systems and security modules hash what they sign.
        if (!P256.verify(sha256(abi.encodePacked(digest)), r, s, x, y)) return (address(0), 0);
        return (address(uint160(uint256(keccak256(abi.encode(x, y))))), P_256);
    }
}
