// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";
import {CoSignature} from "./ICashAccounts.sol";

/// @notice A key that may sign orders for an account.
/// @param index 0..7; 0 lives in the profile word.
/// @param key Address of a secp256k1 key, or the low 160 bits of keccak256(x || y) of a P-256 key; 0 revokes.
/// @param kind 0 secp256k1, 1 P-256 (only where the precompile at 0x100 works).
/// @param expiryDay Last day (days since 1970) on which it signs; 0 never expires.
/// @param scope sides 2 (bit 0 may buy, bit 1 may sell) | series class 2 (bit 0 utility, bit 1 security) | notional exponent 5
/// (at most 2^n dollars an order, 31 none) | sell floor 7 (percent of face), from the high bits of 16 down.
struct TradingKey {
    uint8 index;
    address key;
    uint8 kind;
    uint16 expiryDay;
    uint16 scope;
}

/// @title Trading keys
/// @notice First registration of an index acts at once, in epoch 0; replacing, revoking and cancelling everything wait for the delay or for the
/// operator's co-signature. They, and a registration where a key was revoked, raise the epoch by a step that cannot be foreseen: the new one is
/// in the event and in `keyOf`.
interface ITradingKeys {
    event KeyRegistered(
        address indexed account,
        uint8 indexed index,
        address key,
        uint8 kind,
        uint16 expiryDay,
        uint16 scope,
        uint24 epoch
    );
    /// @notice A change was asked for; the sequencer stops matching what it touches.
    /// @param slot 0..7 a key, 8 cancel-all, 16 + lane a lane's cancel.
    event ChangeRequested(address indexed account, uint16 indexed slot, uint256 value, uint40 effectiveAt);
    event KeyRevoked(address indexed account, uint8 indexed index, uint24 epoch);
    /// @notice A key that stays signs from now on in this epoch; what it signed in an earlier one is dead.
    event EpochRaised(address indexed account, uint8 indexed index, uint24 epoch);
    /// @notice Every older order of every key of the account is dead; follows one `EpochRaised` for each of its keys.
    event OrdersCancelled(address indexed account);
    /// @notice The order (lane, seq) and every older one of the lane can never fill again.
    event LaneVoided(address indexed account, uint8 indexed lane, uint32 seq);

    error Keys_AlreadyRegistered(address account, uint8 index);
    error Keys_NotRegistered(address account, uint8 index);
    /// @notice The index has no epochs left, after more than 5,000 changes; another index is free.
    error Keys_IndexClosed(address account, uint8 index);
    error Keys_BadIndex(uint8 index);
    error Keys_BadKey(address key);
    error Keys_BadPossession(address key);
    error Keys_KindUnsupported(uint8 kind);
    error Keys_ChangePending(address account, uint16 slot, uint40 effectiveAt);
    error Keys_NoChange(address account, uint16 slot);
    error Keys_ChangeNotDue(uint40 effectiveAt, uint256 now_);
    error Orders_BadLane(uint8 lane);
    error Orders_LaneJump(uint32 current, uint32 requested);
    error Orders_AlreadyReplaced(uint32 current, uint32 requested);
    error Orders_FillPending(uint32 filledOnChain, uint32 filledInReceipt);
    error Orders_BadReceipt(address signer);
    error Settlement_BadCoSignature();
    /// @notice The deadline is past, or further ahead than 60 s.
    error Settlement_CoSignatureExpired(uint48 deadline, uint256 now_);

    /// @param possession The key's signature over `KeyPossession(address account,uint8 index,address key)`; empty when the key is the account itself;
    /// for P-256: abi.encode(r, s, x, y).
    function registerKey(TradingKey calldata key, bytes calldata possession) external;
    function registerKeyBySig(TradingKey calldata key, bytes calldata possession, IntentAuth calldata auth) external;

    /// @notice Asks to replace (or with `key.key` = 0 to revoke) a registered key; effective after the delay.
    function requestKeyChange(TradingKey calldata key, bytes calldata possession) external;
    function requestKeyChangeBySig(TradingKey calldata key, bytes calldata possession, IntentAuth calldata auth) external;
    /// @notice The same at once, with the operator's co-signature.
    function changeKeyBySig(
        TradingKey calldata key,
        bytes calldata possession,
        IntentAuth calldata auth,
        CoSignature calldata coSignature
    ) external;

    /// @notice Asks to cancel the order (lane, seq) without the operator; effective after the delay.
    function requestCancel(uint8 lane, uint32 seq) external;
    function requestCancelBySig(uint8 lane, uint32 seq, IntentAuth calldata auth) external;
    /// @notice Asks to cancel every order of the account; effective after the delay. Pre-signed higher sequences die too.
    function requestCancelAll() external;
    function requestCancelAllBySig(IntentAuth calldata auth) external;
    function cancelAllBySig(IntentAuth calldata auth, CoSignature calldata coSignature) external;

    /// @notice Anyone: carries out a change whose delay is over.
    function applyChange(address account, uint16 slot) external;

    /// @notice Anyone: makes the sequencer's acknowledged cancel final on chain, once the lane's fills on chain reach the receipt's.
    /// Older sequences of the lane die with it, so the sequencer gives no receipt while a fill of one of them is not settled.
    /// @param signature The co-signer's, over `CancelReceipt(address account,uint8 lane,uint32 seq,uint32 filled,uint64 position)`.
    function voidWithReceipt(address account, uint8 lane, uint32 seq, uint32 filled, uint64 position, bytes calldata signature) external;

    function keyOf(
        address account,
        uint8 index
    ) external view returns (address key, uint8 kind, uint16 expiryDay, uint16 scope, uint24 epoch);
    function pendingChange(address account, uint16 slot) external view returns (uint256 value, uint40 effectiveAt);
}
