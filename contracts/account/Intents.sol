// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuthority} from "./IntentAuthority.sol";
import {IIntents} from "./interfaces/IIntents.sol";

/// @title Intents
/// @notice The batch that carries many signed wishes to one contract.
///
/// A batch calls itself twice per item. The verifying pass ends in `_authorize`, which always reverts and hands back what it found, so a
/// refused item leaves nothing behind. The batch then checks and spends the nonce in its own frame and calls again: an action that fails is
/// undone, its nonce is not, hence nobody can carry a failed item a second time.
abstract contract Intents is IIntents, IntentAuthority {
    /// @dev Keeps a batch inside a block.
    uint256 private constant MAX_ITEMS = 100;
    /// @dev Bounds what a hostile ERC-1271 wallet can burn; enough for a P-256 check without precompile (about 240,000).
    uint256 private constant VERIFY_GAS = 400_000;
    /// @dev What the call instruction itself costs, generously.
    uint256 private constant CALL_OVERHEAD = 1_000;
    /// @dev Revert data beyond this is cut off: its copy is paid by the carrier, not by the item's gas.
    uint256 private constant MAX_REASON = 260;
    /// @dev `Intents_Verified`: selector and three words.
    uint256 private constant VERIFIED_LENGTH = 100;

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc IIntents
    function executeIntents(bytes[] calldata calls) external {
        require(calls.length <= MAX_ITEMS, Intents_TooMany(calls.length, MAX_ITEMS));
        require(_phase() == PHASE_NONE, Intents_Reentrant());
        // Items use the same memory one after the other: nothing of one is needed after it, and memory that grows costs ever more.
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        for (uint256 i = 0; i < calls.length; ++i) {
            _carry(i, calls[i]);
            assembly ("memory-safe") {
                mstore(0x40, free)
            }
        }
        _setPhase(PHASE_NONE);
    }

    // --------------------------------------------------------------------------------------------------------------- inheritors

    /// @notice Whether `selector` is one of this contract's `…BySig` functions.
    function _isIntent(bytes4 selector) internal view virtual returns (bool);

    // ------------------------------------------------------------------------------------------------------------------ private

    function _carry(uint256 index, bytes calldata item) private {
        bytes4 selector = item.length < 4 ? bytes4(0) : bytes4(item[:4]);
        if (!_isIntent(selector)) {
            emit IntentRefused(index, selector, abi.encodeWithSelector(Intents_NotAnIntent.selector, selector));
            return;
        }
        bytes memory input = item;
        (bool done, bytes memory reason) = _callSelf(index, PHASE_VERIFY, input, VERIFY_GAS);
        // An allow-listed function that returns here did not authorise: nothing of this batch may stand.
        assert(!done);
        if (reason.length != VERIFIED_LENGTH || bytes4(reason) != Intents_Verified.selector) {
            emit IntentRefused(index, selector, reason);
            return;
        }
        (address account, uint256 nonce, uint256 gasLimit) = _decodeVerified(reason);
        if (nonce != NO_NONCE) {
            (bool isSpent, uint256 current) = _spendNonce(account, nonce);
            if (!isSpent) {
                emit IntentRefused(index, selector, abi.encodeWithSelector(InvalidAccountNonce.selector, account, current));
                return;
            }
        }
        (done, reason) = _callSelf(index, PHASE_EXECUTE, input, gasLimit);
        if (done) emit IntentExecuted(account, nonce, selector);
        else emit IntentFailed(account, nonce, selector, reason);
    }

    /// @dev Reverts the whole batch rather than give the call less gas than it was promised: a carrier must not be able to make it fail.
    function _callSelf(
        uint256 index,
        uint256 phase,
        bytes memory input,
        uint256 gasLimit
    ) private returns (bool done, bytes memory reason) {
        _setPhase(phase);
        uint256 left = gasleft();
        left -= left / 64;
        require(left >= gasLimit + CALL_OVERHEAD, Intents_InsufficientGas(index, gasLimit + CALL_OVERHEAD, left));
        // Assembly, to copy no more of the revert data than MAX_REASON.
        assembly ("memory-safe") {
            done := call(gasLimit, address(), 0, add(input, 0x20), mload(input), 0, 0)
            let size := returndatasize()
            if gt(size, MAX_REASON) {
                size := MAX_REASON
            }
            reason := mload(0x40)
            mstore(reason, size)
            returndatacopy(add(reason, 0x20), 0, size)
            mstore(0x40, and(add(add(reason, 0x3f), size), not(0x1f)))
        }
    }

    function _decodeVerified(bytes memory reason) private pure returns (address account, uint256 nonce, uint256 gasLimit) {
        // The words behind length and selector; written by `_authorizeDigest`, hence well-formed.
        assembly ("memory-safe") {
            account := mload(add(reason, 0x24))
            nonce := mload(add(reason, 0x44))
            gasLimit := mload(add(reason, 0x64))
        }
    }
}
