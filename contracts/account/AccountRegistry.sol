// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "./IntentAuthority.sol";
import {PasskeyAccount} from "./PasskeyAccount.sol";
import {Sessions} from "./Sessions.sol";
import {SessionStorage} from "./SessionStorage.sol";
import {IAccountRegistry, Passkey} from "./interfaces/IAccountRegistry.sol";
import {IntentAuth} from "./interfaces/IIntents.sol";
import {ISessions} from "./interfaces/ISessions.sol";
import {Assertions} from "./libraries/Assertions.sol";
import {Relay} from "./libraries/Relay.sol";

/// @title Account registry
/// @notice The one truth about passkeys: every contract with intents asks here, and so does the deployed account. Nobody administers it.
/// @dev Invariant: an account of this registry has at least one passkey. Only a passkey that is present can write for an account, and the
/// first one present is always the one that the address is made of; so no address but a passkey account's ever has a record.
/// Mappings end with the account, so that a bundler lets an account read its own slots while it is validated (ERC-7562).
contract AccountRegistry is IAccountRegistry, IERC7913SignatureVerifier, SessionStorage {
    /// @dev One slot. While `isChanged` is false exactly the passkey speaks that the address is made of.
    struct Record {
        address guardian;
        uint32 generation;
        uint8 furtherPasskeys;
        bool isChanged;
    }

    struct Recovery {
        bytes32 keyId;
        uint40 readyAt;
    }

    /// @dev What is known of a passkey in one generation of an account; a completed recovery makes all of it stale.
    enum Standing {
        UNKNOWN,
        ADDED,
        REMOVED
    }

    /// @dev One slot.
    struct Entry {
        uint32 generation;
        Standing standing;
    }

    string private constant TAIL = "uint256 nonce,uint48 deadline,uint32 gasLimit)";
    bytes32 private constant ADD_TYPEHASH = keccak256(abi.encodePacked("AddPasskey(address account,bytes32 x,bytes32 y,", TAIL));
    bytes32 private constant REMOVE_TYPEHASH = keccak256(abi.encodePacked("RemovePasskey(address account,bytes32 keyId,", TAIL));
    bytes32 private constant ROTATE_TYPEHASH = keccak256(
        abi.encodePacked("RotatePasskey(address account,bytes32 oldKeyId,bytes32 x,bytes32 y,", TAIL)
    );
    bytes32 private constant SET_GUARDIAN_TYPEHASH = keccak256(abi.encodePacked("SetGuardian(address account,address guardian,", TAIL));
    bytes32 private constant VETO_TYPEHASH = keccak256(abi.encodePacked("VetoRecovery(address account,", TAIL));
    bytes32 private constant REQUEST_RECOVERY_TYPEHASH = keccak256(
        abi.encodePacked("RequestRecovery(address account,address recovered,bytes32 x,bytes32 y,", TAIL)
    );

    /// @dev This registry's address, x and y: the ERC-7913 signer in front of an assertion.
    uint256 private constant SIGNER_BYTES = 84;
    /// @dev Nothing loops over them; the bound is for those who show them.
    uint256 private constant MAX_PASSKEYS = 16;
    /// @dev Longer than a weekend without a telephone, shorter than a person can wait for the own money.
    uint40 private constant RECOVERY_DELAY = 3 days;
    /// @dev A recovery that nobody completes must not lie around as an option on the account.
    uint40 private constant RECOVERY_LAPSE = 7 days;

    /// @inheritdoc IAccountRegistry
    address public immutable implementation;
    address private immutable SESSIONS;

    mapping(address account => Record record) private _records;
    mapping(address account => Recovery recovery) private _recoveries;
    mapping(bytes32 keyId => mapping(address account => Entry entry)) private _entries;

    constructor() EIP712("Genex Account Registry", "1") IntentAuthority(address(this)) {
        implementation = address(new PasskeyAccount(this));
        SESSIONS = address(new Sessions());
    }

    /// @dev Hands every function that this half does not know to `Sessions`, fixed at deployment, on this contract's storage.
    fallback() external {
        Relay.to(SESSIONS);
    }

    // ----------------------------------------------------------------------------------------------------------------- account

    /// @inheritdoc IAccountRegistry
    function addPasskeyBySig(Passkey calldata key, bytes calldata possession, IntentAuth calldata auth) external {
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(ADD_TYPEHASH, auth.account, key.x, key.y, auth.nonce, auth.deadline, auth.gasLimit))
        );
        bytes32 keyId = _requirePossession(digest, key, possession);
        _authorizeByPasskey(auth, digest);
        uint256 present = 1 + uint256(_records[auth.account].furtherPasskeys);
        require(present < MAX_PASSKEYS, Accounts_TooManyPasskeys(auth.account, MAX_PASSKEYS));
        ++_records[auth.account].furtherPasskeys;
        _add(auth.account, keyId, key);
    }

    /// @inheritdoc IAccountRegistry
    function removePasskeyBySig(bytes32 keyId, IntentAuth calldata auth) external {
        _authorizeByPasskey(
            auth,
            _hashTypedDataV4(keccak256(abi.encode(REMOVE_TYPEHASH, auth.account, keyId, auth.nonce, auth.deadline, auth.gasLimit)))
        );
        _remove(auth.account, keyId);
        require(_records[auth.account].furtherPasskeys != 0, Accounts_LastPasskey(auth.account));
        --_records[auth.account].furtherPasskeys;
    }

    /// @inheritdoc IAccountRegistry
    function rotatePasskeyBySig(bytes32 oldKeyId, Passkey calldata key, bytes calldata possession, IntentAuth calldata auth) external {
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(ROTATE_TYPEHASH, auth.account, oldKeyId, key.x, key.y, auth.nonce, auth.deadline, auth.gasLimit))
        );
        bytes32 keyId = _requirePossession(digest, key, possession);
        _authorizeByPasskey(auth, digest);
        // Before the new one is added, so that none replaces itself, present or not.
        _requirePresent(auth.account, oldKeyId);
        _add(auth.account, keyId, key);
        _remove(auth.account, oldKeyId);
    }

    /// @inheritdoc IAccountRegistry
    function setGuardianBySig(address guardian, IntentAuth calldata auth) external {
        _authorizeByPasskey(
            auth,
            _hashTypedDataV4(keccak256(abi.encode(SET_GUARDIAN_TYPEHASH, auth.account, guardian, auth.nonce, auth.deadline, auth.gasLimit)))
        );
        require(guardian != auth.account, Accounts_OwnGuardian(auth.account));
        _records[auth.account].guardian = guardian;
        emit GuardianSet(auth.account, guardian);
        if (_recoveries[auth.account].readyAt != 0) _veto(auth.account);
    }

    /// @inheritdoc IAccountRegistry
    function vetoRecoveryBySig(IntentAuth calldata auth) external {
        _authorizeByPasskey(
            auth,
            _hashTypedDataV4(keccak256(abi.encode(VETO_TYPEHASH, auth.account, auth.nonce, auth.deadline, auth.gasLimit)))
        );
        require(_recoveries[auth.account].readyAt != 0, Accounts_NoRecovery(auth.account));
        _veto(auth.account);
    }

    // ---------------------------------------------------------------------------------------------------------------- guardian

    /// @inheritdoc IAccountRegistry
    function requestRecoveryBySig(address recovered, Passkey calldata key, bytes calldata possession, IntentAuth calldata auth) external {
        bytes32 digest = _hashTypedDataV4(
            keccak256(
                abi.encode(REQUEST_RECOVERY_TYPEHASH, auth.account, recovered, key.x, key.y, auth.nonce, auth.deadline, auth.gasLimit)
            )
        );
        bytes32 keyId = _requirePossession(digest, key, possession);
        _authorizeDigest(auth, digest);
        require(_records[recovered].guardian == auth.account, Accounts_NotGuardian(recovered, auth.account));
        // The cast holds for 30,000 years.
        uint40 readyAt = uint40(block.timestamp) + RECOVERY_DELAY;
        _recoveries[recovered] = Recovery(keyId, readyAt);
        emit RecoveryRequested(recovered, auth.account, keyId, key.x, key.y, readyAt);
    }

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc IAccountRegistry
    function completeRecovery(address account) external {
        Recovery memory recovery = _recoveries[account];
        require(recovery.readyAt != 0, Accounts_NoRecovery(account));
        require(block.timestamp >= recovery.readyAt, Accounts_RecoveryNotReady(recovery.readyAt, block.timestamp));
        uint256 lapsesAt = recovery.readyAt + RECOVERY_LAPSE;
        require(block.timestamp <= lapsesAt, Accounts_RecoveryLapsed(lapsesAt, block.timestamp));
        delete _recoveries[account];

        Record memory record = _records[account];
        ++record.generation;
        record.furtherPasskeys = 0;
        record.isChanged = true;
        _records[account] = record;
        _entries[recovery.keyId][account] = Entry(record.generation, Standing.ADDED);
        emit RecoveryCompleted(account, recovery.keyId, record.generation);
        _endSessions(account);
    }

    /// @inheritdoc IAccountRegistry
    function deployAccount(bytes32 keyId) external returns (address account) {
        account = accountOf(keyId);
        if (account.code.length != 0) return account;
        Clones.cloneDeterministic(implementation, keyId);
        emit AccountDeployed(account, keyId);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IAccountRegistry
    function accountOf(bytes32 keyId) public view returns (address) {
        return Clones.predictDeterministicAddress(implementation, keyId);
    }

    /// @inheritdoc IAccountRegistry
    function isPasskeyOf(address account, bytes32 keyId) public view returns (bool) {
        Record memory record = _records[account];
        if (record.isChanged) {
            Entry memory entry = _entries[keyId][account];
            if (entry.standing != Standing.UNKNOWN) return entry.standing == Standing.ADDED && entry.generation == record.generation;
            if (record.generation != 0) return false;
        }
        return accountOf(keyId) == account;
    }

    /// @inheritdoc IAccountRegistry
    function isSignedBy(address account, bytes32 digest, bytes calldata signature) external view returns (bool) {
        if (!_isPasskeySignature(signature)) return false;
        Passkey memory key = Passkey(bytes32(signature[20:52]), bytes32(signature[52:84]));
        return isPasskeyOf(account, _idOf(key)) && Assertions.isValid(digest, key.x, key.y, signature[SIGNER_BYTES:]);
    }

    /// @notice ERC-7913: this registry's address followed by x and y is a signer for any contract that knows the standard. Whether the
    /// passkey speaks for an account is not asked here.
    /// @inheritdoc IERC7913SignatureVerifier
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool isValid = key.length == 64 && Assertions.isValid(hash, bytes32(key[:32]), bytes32(key[32:]), signature);
        return isValid ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IAccountRegistry
    function recordOf(address account) external view returns (address guardian, uint32 generation, uint256 passkeys) {
        Record memory record = _records[account];
        return (record.guardian, record.generation, 1 + uint256(record.furtherPasskeys));
    }

    /// @inheritdoc IAccountRegistry
    function recoveryOf(address account) external view returns (bytes32 keyId, uint40 readyAt) {
        Recovery memory recovery = _recoveries[account];
        return (recovery.keyId, recovery.readyAt);
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    /// @dev The core of the invariant: only a passkey of the account writes its record, never another key of the same address.
    function _authorizeByPasskey(IntentAuth calldata auth, bytes32 digest) private {
        require(_isPasskeySignature(auth.signature), Accounts_NotByPasskey(auth.account));
        _authorizeDigest(auth, digest);
    }

    function _requirePossession(bytes32 digest, Passkey calldata key, bytes calldata possession) private view returns (bytes32 keyId) {
        keyId = _idOf(key);
        require(Assertions.isValid(digest, key.x, key.y, possession), Accounts_BadPossession(keyId));
    }

    function _add(address account, bytes32 keyId, Passkey calldata key) private {
        require(!isPasskeyOf(account, keyId), Accounts_KnownPasskey(account, keyId));
        uint32 generation = _write(account, keyId, Standing.ADDED);
        emit PasskeyAdded(account, keyId, key.x, key.y, generation);
    }

    function _remove(address account, bytes32 keyId) private {
        _requirePresent(account, keyId);
        emit PasskeyRemoved(account, keyId, _write(account, keyId, Standing.REMOVED));
        _endSessions(account);
    }

    function _requirePresent(address account, bytes32 keyId) private view {
        require(isPasskeyOf(account, keyId), Accounts_UnknownPasskey(account, keyId));
    }

    function _write(address account, bytes32 keyId, Standing standing) private returns (uint32 generation) {
        _records[account].isChanged = true;
        generation = _records[account].generation;
        _entries[keyId][account] = Entry(generation, standing);
    }

    function _veto(address account) private {
        delete _recoveries[account];
        emit RecoveryVetoed(account);
    }

    function _isPasskeySignature(bytes calldata signature) private view returns (bool) {
        return signature.length > SIGNER_BYTES && address(bytes20(signature)) == address(this);
    }

    function _idOf(Passkey memory key) private pure returns (bytes32) {
        return keccak256(abi.encode(key.x, key.y));
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return
            selector == this.addPasskeyBySig.selector ||
            selector == this.removePasskeyBySig.selector ||
            selector == this.rotatePasskeyBySig.selector ||
            selector == this.setGuardianBySig.selector ||
            selector == this.vetoRecoveryBySig.selector ||
            selector == this.requestRecoveryBySig.selector ||
            selector == ISessions.registerSessionBySig.selector ||
            selector == ISessions.revokeSessionBySig.selector ||
            selector == ISessions.endSessionsBySig.selector;
    }
}
