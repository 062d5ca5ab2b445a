// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IIntents, IntentAuth} from "./interfaces/IIntents.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Intents
/// @notice What every contract with `…BySig` functions inherits: the check of one signed wish and the batch that carries many.
///
/// A batch calls itself twice per item. The verifying pass ends in `_authorize`, which always reverts and hands back what it found, so a
/// refused item leaves nothing behind. The batch then spends the nonce in its own frame and calls again: an action that fails is undone,
/// its nonce is not, hence nobody can carry a failed item a second time.
/// @dev A `…BySig` function calls `_authorize` before any effect and before any call that could bubble foreign revert data. Arguments that
/// the signature does not cover (co-signatures, proofs of possession) are checked before `_authorize`, so that a carrier who swaps them for
/// rubbish is refused instead of spending the signer's nonce.
abstract contract Intents is IIntents, EIP712, NoncesKeyed {
    using TransientSlot for *;

    /// @dev No batch; a batch between two calls; its verifying call; its executing call.
    uint256 private constant PHASE_NONE = 0;
    uint256 private constant PHASE_IDLE = 1;
    uint256 private constant PHASE_VERIFY = 2;
    uint256 private constant PHASE_EXECUTE = 3;

    /// @dev keccak256("genex.intents.phase"): a named transient slot, because layouts differ between contracts that share storage.
    bytes32 private constant PHASE_SLOT = keccak256("genex.intents.phase");

    /// @dev Keeps a batch inside a block.
    uint256 private constant MAX_ITEMS = 100;
    /// @dev Bounds what a hostile ERC-1271 wallet can burn; enough for a P-256 check without precompile (about 240,000).
    uint256 private constant VERIFY_GAS = 400_000;
    /// @dev An item that asks for more would force its carrier to revert the whole batch.
    uint32 private constant MAX_ITEM_GAS = 3_000_000;
    /// @dev What the call instruction itself costs, generously.
    uint256 private constant CALL_OVERHEAD = 1_000;
    /// @dev Revert data beyond this is cut off: its copy is paid by the carrier, not by the item's gas.
    uint256 private constant MAX_REASON = 260;
    /// @dev `Intents_Verified`: selector and three words.
    uint256 private constant VERIFIED_LENGTH = 100;
    /// @dev Reported by an intent whose replay protection lies elsewhere (a token's authorisation): the batch spends nothing.
    uint256 internal constant NO_NONCE = type(uint256).max;

    // ------------------------------------------------------------------------------------------------------------------ anyone

    /// @inheritdoc IIntents
    function executeIntents(bytes[] calldata calls) external {
        require(calls.length <= MAX_ITEMS, Intents_TooMany(calls.length, MAX_ITEMS));
        require(_phase() == PHASE_NONE, Intents_Reentrant());
        _setPhase(PHASE_IDLE);
        for (uint256 i = 0; i < calls.length; ++i) _carry(i, calls[i]);
        _setPhase(PHASE_NONE);
    }

    // --------------------------------------------------------------------------------------------------------------- inheritors

    /// @notice Whether `selector` is one of this contract's `…BySig` functions.
    function _isIntent(bytes4 selector) internal view virtual returns (bool);

    /// @notice Checks deadline, nonce and signature of an intent and spends its nonce.
    /// @return digest The intent's EIP-712 digest.
    function _authorize(IntentAuth calldata auth, bytes32 structHash) internal returns (bytes32 digest) {
        digest = _hashTypedDataV4(structHash);
        _authorizeDigest(auth, digest);
    }

    /// @notice The same for callers that needed the digest before, to check a co-signature.
    function _authorizeDigest(IntentAuth calldata auth, bytes32 digest) internal {
        uint256 phase = _phaseOfCall();
        if (phase == PHASE_EXECUTE) {
            // Verified and spent by the batch a moment ago, from the same bytes.
            _setPhase(PHASE_IDLE);
            return;
        }
        require(block.timestamp <= auth.deadline, Intents_Expired(auth.deadline, block.timestamp));
        require(Signatures.isValid(auth.account, digest, auth.signature), Intents_BadSignature(auth.account));
        if (phase == PHASE_VERIFY) {
            uint256 current = nonces(auth.account, uint192(auth.nonce >> 64));
            require(auth.nonce == current, InvalidAccountNonce(auth.account, current));
            require(auth.gasLimit <= MAX_ITEM_GAS, Intents_GasLimitTooHigh(auth.gasLimit, MAX_ITEM_GAS));
            revert Intents_Verified(auth.account, auth.nonce, auth.gasLimit);
        }
        _useCheckedNonce(auth.account, auth.nonce);
    }

    /// @notice For an intent that another contract verifies when it is executed (a token's authorisation): no nonce, fixed gas.
    function _authorizeElsewhere(address account, uint32 gasLimit) internal {
        uint256 phase = _phaseOfCall();
        if (phase == PHASE_EXECUTE) _setPhase(PHASE_IDLE);
        if (phase == PHASE_VERIFY) revert Intents_Verified(account, NO_NONCE, gasLimit);
    }

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
        if (nonce != NO_NONCE) _useCheckedNonce(account, nonce);
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
        _setPhase(PHASE_IDLE);
    }

    function _decodeVerified(bytes memory reason) private pure returns (address account, uint256 nonce, uint256 gasLimit) {
        // The words behind length and selector; written by `_authorizeDigest`, hence well-formed.
        assembly ("memory-safe") {
            account := mload(add(reason, 0x24))
            nonce := mload(add(reason, 0x44))
            gasLimit := mload(add(reason, 0x64))
        }
    }

    /// @dev A phase binds only the batch's own call: whoever else gets control in between is checked like any direct caller.
    function _phaseOfCall() private view returns (uint256) {
        return msg.sender == address(this) ? _phase() : PHASE_NONE;
    }

    function _phase() private view returns (uint256) {
        return PHASE_SLOT.asUint256().tload();
    }

    function _setPhase(uint256 phase) private {
        PHASE_SLOT.asUint256().tstore(phase);
    }
}
