// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {WebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";

/// @title Assertions
/// @notice WebAuthn assertions in one packed form without slack: every byte is either signed or leads to another signed text, so nobody
/// but the authenticator makes a second valid one of it.
library Assertions {
    /// @dev r, s, and where "challenge" and "type" stand, and the length of the authenticator data.
    uint256 private constant HEAD_BYTES = 70;

    /// @notice Whether the passkey (x, y) signed `digest` with user presence and verification. A malformed assertion is an invalid one.
    /// @dev Origin and relying party are not looked at: the authenticator signs for the relying party that it made the key for only.
    function isValid(bytes32 digest, bytes32 x, bytes32 y, bytes calldata assertion) internal view returns (bool) {
        if (assertion.length < HEAD_BYTES) return false;
        uint256 split = HEAD_BYTES + uint16(bytes2(assertion[68:70]));
        if (assertion.length < split) return false;
        WebAuthn.WebAuthnAuth memory auth = WebAuthn.WebAuthnAuth({
            r: bytes32(assertion[:32]),
            s: bytes32(assertion[32:64]),
            challengeIndex: uint16(bytes2(assertion[64:66])),
            typeIndex: uint16(bytes2(assertion[66:68])),
            authenticatorData: assertion[HEAD_BYTES:split],
            clientDataJSON: string(assertion[split:])
        });
        return WebAuthn.verify(abi.encodePacked(digest), auth, x, y);
    }
}
