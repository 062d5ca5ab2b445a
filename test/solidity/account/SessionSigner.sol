// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {IntentAuth} from "../../../contracts/account/interfaces/IIntents.sol";
import {ISessions, Session} from "../../../contracts/account/interfaces/ISessions.sol";
import {IntentsHarness} from "../../../contracts/mocks/IntentsHarness.sol";
import {Cheats} from "../Cheats.sol";
import {PasskeyDevice} from "./PasskeyDevice.sol";

/// @notice Signs as a wallet that lends session keys and as those keys, and says whether the contracts took it.
abstract contract SessionSigner is Cheats {
    uint256 private constant WALLET = 0xa11ce;
    uint256 private constant FIRST_KEY = 0x5e55;
    uint48 private constant FAR = 4_000_000_000;
    string private constant TAIL = "uint256 nonce,uint48 deadline,uint32 gasLimit)";
    string private constant SESSION_FIELDS =
        "address account,address key,uint8 kind,uint48 expiry,uint32 window,uint64 windowLimit,uint64 totalLimit,address[] targets,bytes4[] selectors,address[] recipients,uint32[] series,";

    AccountRegistry internal registry;
    IntentsHarness internal harness;
    uint192 private _nextNonceKey = 1;

    function wallet() public pure returns (address) {
        return vm.addr(WALLET);
    }

    /// @notice The first key signs as browsers do, the others as wallets.
    function kindOf(uint256 key) public pure returns (uint8) {
        return key == 0 ? 1 : 0;
    }

    function keyAt(uint256 key) public pure returns (address) {
        if (kindOf(key) == 0) return vm.addr(FIRST_KEY + key);
        return address(uint160(uint256(PasskeyDevice.idOf(FIRST_KEY + key))));
    }

    function _register(Session memory session) internal returns (bool) {
        bytes memory terms = abi.encode(
            keccak256(abi.encodePacked("RegisterSession(", SESSION_FIELDS, TAIL)),
            wallet(),
            session.key,
            session.kind,
            session.expiry,
            session.window,
            session.windowLimit,
            session.totalLimit
        );
        bytes memory fields = bytes.concat(terms, _scopeOf(session));
        return _try(address(registry), abi.encodeCall(ISessions.registerSessionBySig, (session, _byWallet(fields))));
    }

    function _revoke(address key) internal returns (bool) {
        bytes memory fields = abi.encode(keccak256(abi.encodePacked("RevokeSession(address account,address key,", TAIL)), wallet(), key);
        return _try(address(registry), abi.encodeCall(ISessions.revokeSessionBySig, (key, _byWallet(fields))));
    }

    function _end() internal returns (bool) {
        bytes memory fields = abi.encode(keccak256(abi.encodePacked("EndSessions(address account,", TAIL)), wallet());
        return _try(address(registry), abi.encodeCall(ISessions.endSessionsBySig, (_byWallet(fields))));
    }

    function _store(uint256 key, uint256 value) internal returns (bool) {
        bytes32 typeHash = keccak256(abi.encodePacked("Store(address account,uint256 value,", TAIL));
        IntentAuth memory auth = _byKey(key, abi.encode(typeHash, wallet(), value));
        return _try(address(harness), abi.encodeCall(harness.storeBySig, (value, auth)));
    }

    function _pair(uint256 key, uint256 first, uint256 second) internal returns (bool) {
        bytes32 typeHash = keccak256(abi.encodePacked("StorePair(address account,uint256 first,uint256 second,", TAIL));
        IntentAuth memory auth = _byKey(key, abi.encode(typeHash, wallet(), first, second));
        return _try(address(harness), abi.encodeCall(harness.storePairBySig, (first, second, auth)));
    }

    function _scopeOf(Session memory session) private pure returns (bytes memory) {
        return
            abi.encode(
                keccak256(abi.encodePacked(session.targets)),
                keccak256(abi.encodePacked(session.selectors)),
                keccak256(abi.encodePacked(session.recipients)),
                keccak256(abi.encodePacked(session.series))
            );
    }

    function _byWallet(bytes memory fields) private returns (IntentAuth memory auth) {
        bytes32 digest;
        (auth, digest) = _unsigned(fields, "Genex Account Registry", address(registry));
        auth.signature = _ecdsa(WALLET, digest);
    }

    function _byKey(uint256 key, bytes memory fields) private returns (IntentAuth memory auth) {
        bytes32 digest;
        (auth, digest) = _unsigned(fields, "Genex Harness", address(harness));
        bytes20 tag = bytes20(keccak256("genex.session"));
        auth.signature = bytes.concat(tag, kindOf(key) == 0 ? _ecdsa(FIRST_KEY + key, digest) : _p256(FIRST_KEY + key, digest));
    }

    /// @dev The fields are whole words; the tail of every intent follows them.
    function _unsigned(bytes memory fields, string memory name, address by) private returns (IntentAuth memory auth, bytes32 digest) {
        auth = IntentAuth(wallet(), uint256(_nextNonceKey++) << 64, FAR, 0, "");
        bytes32 typeHash = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain = keccak256(abi.encode(typeHash, keccak256(bytes(name)), keccak256("1"), block.chainid, by));
        bytes32 structHash = keccak256(bytes.concat(fields, abi.encode(auth.nonce, auth.deadline, auth.gasLimit)));
        digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _ecdsa(uint256 secret, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    function _p256(uint256 secret, bytes32 digest) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = PasskeyDevice.signOf(secret, sha256(abi.encodePacked(digest)));
        return abi.encodePacked(r, s, PasskeyDevice.passkeyOf(secret).x, PasskeyDevice.passkeyOf(secret).y);
    }

    function _try(address target, bytes memory data) private returns (bool done) {
        (done, ) = target.call(data);
    }
}
