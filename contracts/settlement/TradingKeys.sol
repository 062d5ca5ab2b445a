// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {CoSignature} from "./interfaces/ICashAccounts.sol";
import {ITradingKeys, TradingKey} from "./interfaces/ITradingKeys.sol";
import {KeyRing} from "./KeyRing.sol";
import {ChangeWord} from "./libraries/ChangeWord.sol";
import {Epoch} from "./libraries/Epoch.sol";
import {LaneField} from "./libraries/LaneField.sol";

/// @title Trading keys
/// @notice Registers keys and takes back what they signed. What kills orders waits for the exit delay or for the sequencer's consent, so that
/// a matched order never loses its key or its lane unannounced.
abstract contract TradingKeys is KeyRing {
    string private constant KEY_FIELDS =
        "(address account,uint8 index,address key,uint8 kind,uint16 expiryDay,uint16 scope,uint256 nonce,uint48 deadline,uint32 gasLimit)";
    bytes32 private constant REGISTER_KEY_TYPEHASH = keccak256(abi.encodePacked("RegisterKey", KEY_FIELDS));
    bytes32 private constant REQUEST_KEY_CHANGE_TYPEHASH = keccak256(abi.encodePacked("RequestKeyChange", KEY_FIELDS));
    bytes32 private constant REQUEST_CANCEL_TYPEHASH = keccak256(
        "RequestCancel(address account,uint8 lane,uint32 seq,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant REQUEST_CANCEL_ALL_TYPEHASH = keccak256(
        "RequestCancelAll(address account,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant CANCEL_RECEIPT_TYPEHASH = keccak256(
        "CancelReceipt(address account,uint8 lane,uint32 seq,uint32 filled,uint64 position)"
    );

    /// @dev Slots of pending changes: 0..7 a key, then all orders, then one lane each.
    uint16 private constant SLOT_ALL = 8;
    uint16 private constant SLOT_LANES = 16;

    // -------------------------------------------------------------------------------------------------------------------- keys

    /// @inheritdoc ITradingKeys
    function registerKey(TradingKey calldata key, bytes calldata possession) external {
        _requirePossession(msg.sender, key, possession);
        _register(msg.sender, key);
    }

    /// @inheritdoc ITradingKeys
    function registerKeyBySig(TradingKey calldata key, bytes calldata possession, IntentAuth calldata auth) external {
        _requirePossession(auth.account, key, possession);
        _authorize(auth, _keyHash(REGISTER_KEY_TYPEHASH, key, auth));
        _register(auth.account, key);
    }

    /// @inheritdoc ITradingKeys
    function requestKeyChange(TradingKey calldata key, bytes calldata possession) external {
        if (key.key != address(0)) _requirePossession(msg.sender, key, possession);
        _requestKeyChange(msg.sender, key);
    }

    /// @inheritdoc ITradingKeys
    function requestKeyChangeBySig(TradingKey calldata key, bytes calldata possession, IntentAuth calldata auth) external {
        if (key.key != address(0)) _requirePossession(auth.account, key, possession);
        _authorize(auth, _keyHash(REQUEST_KEY_CHANGE_TYPEHASH, key, auth));
        _requestKeyChange(auth.account, key);
    }

    /// @inheritdoc ITradingKeys
    function changeKeyBySig(
        TradingKey calldata key,
        bytes calldata possession,
        IntentAuth calldata auth,
        CoSignature calldata coSignature
    ) external {
        if (key.key != address(0)) _requirePossession(auth.account, key, possession);
        _authorizeCoSigned(auth, coSignature, _keyHash(REQUEST_KEY_CHANGE_TYPEHASH, key, auth));
        _changes[auth.account][key.index] = ChangeWord.wrap(0);
        _replaceKey(auth.account, key);
    }

    // ----------------------------------------------------------------------------------------------------------------- cancels

    /// @inheritdoc ITradingKeys
    function requestCancel(uint8 lane, uint32 seq) external {
        _requestCancel(msg.sender, lane, seq);
    }

    /// @inheritdoc ITradingKeys
    function requestCancelBySig(uint8 lane, uint32 seq, IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(REQUEST_CANCEL_TYPEHASH, auth.account, lane, seq, auth.nonce, auth.deadline, auth.gasLimit)));
        _requestCancel(auth.account, lane, seq);
    }

    /// @inheritdoc ITradingKeys
    function requestCancelAll() external {
        _request(msg.sender, SLOT_ALL, ChangeWord.wrap(0));
    }

    /// @inheritdoc ITradingKeys
    function requestCancelAllBySig(IntentAuth calldata auth) external {
        _authorize(auth, _cancelAllHash(auth));
        _request(auth.account, SLOT_ALL, ChangeWord.wrap(0));
    }

    /// @inheritdoc ITradingKeys
    function cancelAllBySig(IntentAuth calldata auth, CoSignature calldata coSignature) external {
        _authorizeCoSigned(auth, coSignature, _cancelAllHash(auth));
        _changes[auth.account][SLOT_ALL] = ChangeWord.wrap(0);
        _raiseEpochs(auth.account);
    }

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc ITradingKeys
    function applyChange(address account, uint16 slot) external {
        ChangeWord change = _changes[account][slot];
        require(change.effectiveAt() != 0, Keys_NoChange(account, slot));
        require(block.timestamp >= change.effectiveAt(), Keys_ChangeNotDue(change.effectiveAt(), block.timestamp));
        _changes[account][slot] = ChangeWord.wrap(0);

        if (slot == SLOT_ALL) {
            _raiseEpochs(account);
        } else if (slot >= SLOT_LANES) {
            _applyCancel(account, uint8(slot - SLOT_LANES), uint32(change.target()));
        } else {
            address key = address(change.target());
            _replaceKey(account, TradingKey(uint8(slot), key, change.keyKind(), change.expiryDay(), change.scope()));
        }
    }

    /// @inheritdoc ITradingKeys
    function voidWithReceipt(address account, uint8 lane, uint32 seq, uint32 filled, uint64 position, bytes calldata signature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CANCEL_RECEIPT_TYPEHASH, account, lane, seq, filled, position)));
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        require(failure == ECDSA.RecoverError.NoError && signer == _coSigner, Orders_BadReceipt(signer));

        _requireCancellable(account, lane, seq);
        (uint32 current, uint32 filledOnChain) = _laneState(account, lane);
        if (current < seq) filledOnChain = 0;
        require(filledOnChain >= filled, Orders_FillPending(filledOnChain, filled));
        _void(account, lane, seq);
    }

    // ------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ITradingKeys
    function pendingChange(address account, uint16 slot) external view returns (uint256 value, uint40 effectiveAt) {
        ChangeWord change = _changes[account][slot];
        return (change.target(), change.effectiveAt());
    }

    // ----------------------------------------------------------------------------------------------------------------- private

    function _register(address account, TradingKey calldata key) private {
        (address current, uint24 epoch) = _keyAndEpoch(account, key.index);
        require(current == address(0), Keys_AlreadyRegistered(account, key.index));
        if (epoch != 0) epoch = Epoch.next(epoch, account, key.index);
        require(epoch != Epoch.LAST, Keys_IndexClosed(account, key.index));
        _writeKey(account, key, epoch);
    }

    function _requestKeyChange(address account, TradingKey calldata key) private {
        _requireRegistered(account, key.index);
        ChangeWord change = ChangeWord.wrap(0).withTarget(uint160(key.key)).withKeyKind(key.kind);
        _request(account, key.index, change.withExpiryDay(key.expiryDay).withScope(key.scope));
    }

    function _replaceKey(address account, TradingKey memory key) private {
        uint24 epoch = _requireRegistered(account, key.index);
        _writeKey(account, key, Epoch.next(epoch, account, key.index));
    }

    function _requireRegistered(address account, uint8 index) private view returns (uint24 epoch) {
        address current;
        (current, epoch) = _keyAndEpoch(account, index);
        require(current != address(0), Keys_NotRegistered(account, index));
    }

    function _requestCancel(address account, uint8 lane, uint32 seq) private {
        _requireCancellable(account, lane, seq);
        _request(account, SLOT_LANES + lane, ChangeWord.wrap(0).withTarget(seq));
    }

    function _request(address account, uint16 slot, ChangeWord change) private {
        uint40 pendingAt = _changes[account][slot].effectiveAt();
        require(pendingAt == 0, Keys_ChangePending(account, slot, pendingAt));
        // The cast holds for 30,000 years.
        uint40 effectiveAt = uint40(block.timestamp + _exitDelay);
        _changes[account][slot] = change.withEffectiveAt(effectiveAt);
        emit ChangeRequested(account, slot, change.target(), effectiveAt);
    }

    /// @dev The lane may have moved on since the request; then the order is dead anyway.
    function _applyCancel(address account, uint8 lane, uint32 seq) private {
        (uint32 current, ) = _laneState(account, lane);
        if (current <= seq) _void(account, lane, seq);
    }

    function _void(address account, uint8 lane, uint32 seq) private {
        _setLaneState(account, lane, seq, LaneField.VOID);
        emit LaneVoided(account, lane, seq);
    }

    function _requireCancellable(address account, uint8 lane, uint32 seq) private view {
        require(lane <= LaneField.LAST_LANE, Orders_BadLane(lane));
        (uint32 current, ) = _laneState(account, lane);
        require(seq != 0 && seq >= current, Orders_AlreadyReplaced(current, seq));
        require(seq - current <= LaneField.MAX_JUMP, Orders_LaneJump(current, seq));
    }

    function _keyHash(bytes32 typeHash, TradingKey calldata key, IntentAuth calldata auth) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    typeHash,
                    auth.account,
                    key.index,
                    key.key,
                    key.kind,
                    key.expiryDay,
                    key.scope,
                    auth.nonce,
                    auth.deadline,
                    auth.gasLimit
                )
            );
    }

    function _cancelAllHash(IntentAuth calldata auth) private pure returns (bytes32) {
        return keccak256(abi.encode(REQUEST_CANCEL_ALL_TYPEHASH, auth.account, auth.nonce, auth.deadline, auth.gasLimit));
    }
}
