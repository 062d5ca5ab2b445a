// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {Test} from "../Test.sol";
import {PasskeyDevice} from "./PasskeyDevice.sol";

/// @notice Only a present passkey's own assertion over exactly this digest counts, whatever is done to its bytes.
contract PasskeySignaturesTest is Test {
    AccountRegistry private _registry;

    function setUp() public {
        _registry = new AccountRegistry();
    }

    function testFuzz_countsForTheAccountItIsBornWith(uint256 seed, bytes32 digest) public view {
        uint256 secret = _secret(seed);
        address account = _registry.accountOf(PasskeyDevice.idOf(secret));
        assert(_registry.isSignedBy(account, digest, PasskeyDevice.signatureOf(secret, address(_registry), digest)));
    }

    function testFuzz_countsForNoOtherAccount(uint256 seed, bytes32 digest, address account) public view {
        uint256 secret = _secret(seed);
        vm.assume(account != _registry.accountOf(PasskeyDevice.idOf(secret)));
        assert(!_registry.isSignedBy(account, digest, PasskeyDevice.signatureOf(secret, address(_registry), digest)));
    }

    function testFuzz_countsForNoOtherDigest(uint256 seed, bytes32 digest, bytes32 other) public view {
        vm.assume(digest != other);
        uint256 secret = _secret(seed);
        address account = _registry.accountOf(PasskeyDevice.idOf(secret));
        assert(!_registry.isSignedBy(account, other, PasskeyDevice.signatureOf(secret, address(_registry), digest)));
    }

    function testFuzz_noByteMayChange(uint256 seed, bytes32 digest, uint16 at, uint8 mask) public view {
        vm.assume(mask != 0);
        uint256 secret = _secret(seed);
        bytes memory signature = PasskeyDevice.signatureOf(secret, address(_registry), digest);
        uint256 index = at % signature.length;
        signature[index] = signature[index] ^ bytes1(mask);
        assert(!_registry.isSignedBy(_registry.accountOf(PasskeyDevice.idOf(secret)), digest, signature));
    }

    function testFuzz_noBytesMayBeMissingOrFollow(uint256 seed, bytes32 digest, uint16 cut, bytes memory more) public view {
        uint256 secret = _secret(seed);
        address account = _registry.accountOf(PasskeyDevice.idOf(secret));
        bytes memory signature = PasskeyDevice.signatureOf(secret, address(_registry), digest);
        if (more.length != 0) assert(!_registry.isSignedBy(account, digest, bytes.concat(signature, more)));
        uint256 length = cut % signature.length;
        assembly ("memory-safe") {
            mstore(signature, length)
        }
        assert(!_registry.isSignedBy(account, digest, signature));
    }

    function testFuzz_theTwinWithHighSDoesNotCount(uint256 seed, bytes32 digest) public view {
        uint256 secret = _secret(seed);
        bytes memory signature = PasskeyDevice.signatureOf(secret, address(_registry), digest);
        // s stands behind registry, x, y and r.
        assembly ("memory-safe") {
            let place := add(signature, add(0x20, 116))
            mstore(place, sub(0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551, mload(place)))
        }
        assert(!_registry.isSignedBy(_registry.accountOf(PasskeyDevice.idOf(secret)), digest, signature));
    }

    function testFuzz_rubbishDoesNotCountAndDoesNotRevert(address account, bytes32 digest, bytes memory rubbish) public view {
        assert(!_registry.isSignedBy(account, digest, rubbish));
        assert(!_registry.isSignedBy(account, digest, abi.encodePacked(address(_registry), rubbish)));
        assert(_registry.verify(rubbish, digest, rubbish) == 0xffffffff);
    }

    function testFuzz_isAnErc7913Signer(uint256 seed, bytes32 digest) public view {
        uint256 secret = _secret(seed);
        (uint256 x, uint256 y) = vm.publicKeyP256(secret);
        bytes memory assertion = PasskeyDevice.assertionOf(secret, digest);
        assert(_registry.verify(abi.encode(x, y), digest, assertion) == _registry.verify.selector);
        assert(_registry.verify(abi.encode(y, x), digest, assertion) == 0xffffffff);
    }

    function _secret(uint256 seed) private pure returns (uint256) {
        return bound(seed, 1, P256.N - 1);
    }
}
