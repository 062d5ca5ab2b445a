// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {Passkey} from "../../../contracts/account/interfaces/IAccountRegistry.sol";
import {Vm} from "../Test.sol";

/// @notice A device with one passkey, as far as the chain sees it: assertions as WebAuthn writes them, packed as the contracts read them.
library PasskeyDevice {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint16 private constant TYPE_AT = 1;
    uint16 private constant CHALLENGE_AT = 23;

    function passkeyOf(uint256 secret) internal pure returns (Passkey memory key) {
        (uint256 x, uint256 y) = vm.publicKeyP256(secret);
        return Passkey(bytes32(x), bytes32(y));
    }

    function idOf(uint256 secret) internal pure returns (bytes32) {
        Passkey memory key = passkeyOf(secret);
        return keccak256(abi.encode(key.x, key.y));
    }

    function assertionOf(uint256 secret, bytes32 digest) internal pure returns (bytes memory) {
        bytes memory authenticatorData = abi.encodePacked(sha256("localhost"), hex"05", uint32(1));
        bytes memory clientData = abi.encodePacked(
            '{"type":"webauthn.get","challenge":"',
            Base64.encodeURL(abi.encodePacked(digest)),
            '","origin":"http://localhost:3000","crossOrigin":false}'
        );
        (bytes32 r, bytes32 s) = signOf(secret, sha256(abi.encodePacked(authenticatorData, sha256(clientData))));
        return abi.encodePacked(r, s, CHALLENGE_AT, TYPE_AT, uint16(authenticatorData.length), authenticatorData, clientData);
    }

    /// @notice A signature with a low s over a hash.
    function signOf(uint256 secret, bytes32 hash) internal pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(secret, hash);
        if (uint256(s) > P256.N / 2) s = bytes32(P256.N - uint256(s));
    }

    function signatureOf(uint256 secret, address registry, bytes32 digest) internal pure returns (bytes memory) {
        Passkey memory key = passkeyOf(secret);
        return abi.encodePacked(registry, key.x, key.y, assertionOf(secret, digest));
    }
}
