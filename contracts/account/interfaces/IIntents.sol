// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What every signed wish carries besides its arguments.
/// @param account Who wishes it and whose signature authorises it.
/// @param nonce Keyed nonce: key (192 bits) << 64 | sequence; used once.
/// @param deadline Last second (unix) at which it may be carried.
/// @param gasLimit Gas that the action must be given inside a batch.
/// @param signature ECDSA (also by an EIP-7702-delegated EOA) or ERC-1271, over the EIP-712 digest.
struct IntentAuth {
    address account;
    uint256 nonce;
    uint48 deadline;
    uint32 gasLimit;
    bytes signature;
}

/// @title Intents
/// @notice User actions authorised by a signature and carried by anyone, one by one or in a batch whose items fail alone.
interface IIntents {
    /// @notice An item of a batch was carried out.
    event IntentExecuted(address indexed account, uint256 indexed nonce, bytes4 selector);

    /// @notice An item of a batch was authorised but its action failed; its nonce is spent all the same.
    /// @param reason The revert data of the action.
    event IntentFailed(address indexed account, uint256 indexed nonce, bytes4 selector, bytes reason);

    /// @notice An item of a batch was not authorised (signature, nonce or deadline) or not an intent; nothing was spent.
    event IntentRefused(uint256 indexed index, bytes4 selector, bytes reason);

    /// @notice The deadline has passed.
    error Intents_Expired(uint48 deadline, uint256 now_);
    /// @notice The signature is not the account's.
    error Intents_BadSignature(address account);
    /// @notice Too little gas is left to give item `index` what its signer asked for; the whole batch reverts.
    error Intents_InsufficientGas(uint256 index, uint256 needed, uint256 left);
    /// @notice The selector is not one of this contract's `…BySig` functions.
    error Intents_NotAnIntent(bytes4 selector);
    /// @notice A batch carries at most `max` items.
    error Intents_TooMany(uint256 count, uint256 max);
    /// @notice The intent asks for more gas than a batch item may have; it can still be carried by a call of its own.
    error Intents_GasLimitTooHigh(uint32 gasLimit, uint32 max);
    /// @notice A batch cannot be opened from inside a batch.
    error Intents_Reentrant();
    /// @notice Not an error: how the verifying pass of a batch hands back what it found.
    error Intents_Verified(address account, uint256 nonce, uint32 gasLimit);

    /// @notice Carries up to 100 encoded `…BySig` calls of this contract. Each fails alone; a failed action's nonce is spent.
    /// @param calls ABI-encoded calls, selector included.
    function executeIntents(bytes[] calldata calls) external;
}
