// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {Passkey} from "../../../contracts/account/interfaces/IAccountRegistry.sol";
import {IntentAuth} from "../../../contracts/account/interfaces/IIntents.sol";
import {Cheats} from "../Cheats.sol";
import {PasskeyDevice} from "./PasskeyDevice.sol";

/// @notice Signs the registry's intents with passkeys and with guardians' keys, and says whether the registry took them.
abstract contract AccountSigner is Cheats {
    uint48 private constant FAR = 4_000_000_000;
    string private constant TAIL = "uint256 nonce,uint48 deadline,uint32 gasLimit)";

    AccountRegistry internal registry;
    uint192 private _nextNonceKey = 1;

    function _addPasskey(address account, uint256 by, uint256 added) internal returns (bool) {
        Passkey memory key = PasskeyDevice.passkeyOf(added);
        bytes memory fields = abi.encode(_type("AddPasskey(address account,bytes32 x,bytes32 y,"), account, key.x, key.y);
        (IntentAuth memory auth, bytes32 digest) = _authByPasskey(account, by, fields);
        return _try(abi.encodeCall(registry.addPasskeyBySig, (key, PasskeyDevice.assertionOf(added, digest), auth)));
    }

    function _removePasskey(address account, uint256 by, bytes32 keyId) internal returns (bool) {
        bytes memory fields = abi.encode(_type("RemovePasskey(address account,bytes32 keyId,"), account, keyId);
        (IntentAuth memory auth, ) = _authByPasskey(account, by, fields);
        return _try(abi.encodeCall(registry.removePasskeyBySig, (keyId, auth)));
    }

    function _rotatePasskey(address account, uint256 by, bytes32 oldKeyId, uint256 added) internal returns (bool) {
        Passkey memory key = PasskeyDevice.passkeyOf(added);
        bytes memory fields = abi.encode(
            _type("RotatePasskey(address account,bytes32 oldKeyId,bytes32 x,bytes32 y,"),
            account,
            oldKeyId,
            key.x,
            key.y
        );
        (IntentAuth memory auth, bytes32 digest) = _authByPasskey(account, by, fields);
        return _try(abi.encodeCall(registry.rotatePasskeyBySig, (oldKeyId, key, PasskeyDevice.assertionOf(added, digest), auth)));
    }

    function _setGuardian(address account, uint256 by, address guardian) internal returns (bool) {
        bytes memory fields = abi.encode(_type("SetGuardian(address account,address guardian,"), account, guardian);
        (IntentAuth memory auth, ) = _authByPasskey(account, by, fields);
        return _try(abi.encodeCall(registry.setGuardianBySig, (guardian, auth)));
    }

    function _vetoRecovery(address account, uint256 by) internal returns (bool) {
        (IntentAuth memory auth, ) = _authByPasskey(account, by, abi.encode(_type("VetoRecovery(address account,"), account));
        return _try(abi.encodeCall(registry.vetoRecoveryBySig, (auth)));
    }

    function _requestRecovery(address recovered, uint256 guardianKey, uint256 added) internal returns (bool) {
        Passkey memory key = PasskeyDevice.passkeyOf(added);
        bytes memory fields = abi.encode(
            _type("RequestRecovery(address account,address recovered,bytes32 x,bytes32 y,"),
            vm.addr(guardianKey),
            recovered,
            key.x,
            key.y
        );
        (IntentAuth memory auth, bytes32 digest) = _unsigned(vm.addr(guardianKey), fields);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(guardianKey, digest);
        auth.signature = abi.encodePacked(r, s, v);
        return _try(abi.encodeCall(registry.requestRecoveryBySig, (recovered, key, PasskeyDevice.assertionOf(added, digest), auth)));
    }

    function _completeRecovery(address account) internal returns (bool) {
        return _try(abi.encodeCall(registry.completeRecovery, (account)));
    }

    function _authByPasskey(address account, uint256 by, bytes memory fields) private returns (IntentAuth memory auth, bytes32 digest) {
        (auth, digest) = _unsigned(account, fields);
        auth.signature = PasskeyDevice.signatureOf(by, address(registry), digest);
    }

    /// @dev The fields are whole words; the tail of every intent follows them.
    function _unsigned(address account, bytes memory fields) private returns (IntentAuth memory auth, bytes32 digest) {
        auth = IntentAuth(account, uint256(_nextNonceKey++) << 64, FAR, 0, "");
        bytes32 structHash = keccak256(bytes.concat(fields, abi.encode(auth.nonce, auth.deadline, auth.gasLimit)));
        digest = keccak256(abi.encodePacked(hex"1901", _domain(), structHash));
    }

    function _type(string memory head) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(head, TAIL));
    }

    function _domain() private view returns (bytes32) {
        bytes32 typeHash = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        return keccak256(abi.encode(typeHash, keccak256("Genex Account Registry"), keccak256("1"), block.chainid, registry));
    }

    function _try(bytes memory data) private returns (bool done) {
        (done, ) = address(registry).call(data);
    }
}
