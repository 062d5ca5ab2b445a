// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {KeyedNonces} from "./KeyedNonces.sol";
import {IIntents, IntentAuth} from "./interfaces/IIntents.sol";
import {ISessions} from "./interfaces/ISessions.sol";
import {SessionSignature} from "./libraries/SessionSignature.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Intent authority
/// @notice The check of one signed wish, alone or as an item of a batch.
/// @dev A `…BySig` function calls `_authorize` before any effect and before any call that could bubble foreign revert data. Arguments that
/// the signature does not cover (co-signatures, proofs of possession) are checked before `_authorize`, so that a carrier who swaps them for
/// rubbish is refused instead of spending the signer's nonce.
abstract contract IntentAuthority is EIP712, KeyedNonces {
    using TransientSlot for *;

    /// @dev No batch; a batch between two calls; its verifying call; its executing call.
    uint256 internal constant PHASE_NONE = 0;
    uint256 internal constant PHASE_IDLE = 1;
    uint256 internal constant PHASE_VERIFY = 2;
    uint256 internal constant PHASE_EXECUTE = 3;

    /// @dev keccak256("genex.intents.phase"): a named transient slot, because layouts differ between contracts that share storage.
    bytes32 private constant PHASE_SLOT = keccak256("genex.intents.phase");

    /// @dev An item that asks for more would force its carrier to revert the whole batch.
    uint32 private constant MAX_ITEM_GAS = 3_000_000;
    /// @dev Reported by an intent whose replay protection lies elsewhere (a token's authorisation): the batch spends nothing.
    uint256 internal constant NO_NONCE = type(uint256).max;

    address private immutable ACCOUNT_REGISTRY;

    constructor(address accountRegistry) {
        ACCOUNT_REGISTRY = accountRegistry;
    }

    /// @notice Checks deadline, nonce and signature of an intent and spends its nonce.
    function _authorize(IntentAuth calldata auth, bytes32 structHash) internal {
        uint256 phase = _phaseOfCall();
        // What a wallet or a passkey signed was verified from the same bytes a moment ago: no need to hash it once more.
        if (phase == PHASE_EXECUTE && !SessionSignature.isTagged(auth.signature)) return _setPhase(PHASE_IDLE);
        _check(auth, _hashTypedDataV4(structHash), phase);
    }

    /// @notice The same for callers that needed the digest before, to check a co-signature.
    function _authorizeDigest(IntentAuth calldata auth, bytes32 digest) internal {
        _check(auth, digest, _phaseOfCall());
    }

    /// @notice For an intent that another contract verifies when it is executed (a token's authorisation): no nonce, fixed gas.
    function _authorizeElsewhere(address account, uint32 gasLimit) internal {
        uint256 phase = _phaseOfCall();
        if (phase == PHASE_EXECUTE) _setPhase(PHASE_IDLE);
        if (phase == PHASE_VERIFY) revert IIntents.Intents_Verified(account, NO_NONCE, gasLimit);
    }

    /// @notice Before a token asks `payer` by ERC-1271: a passkey account that pays for the first time stands at its address from now on.
    /// Only the passkey that the account is born with, which the signature begins with, tells where; other payers are left alone.
    function _deployPayer(address payer, bytes calldata signature) internal {
        if (payer.code.length == 0) Signatures.deployAccount(ACCOUNT_REGISTRY, signature);
    }

    /// @notice Whether the account signed the digest, with whatever kind of key it has.
    function _isSignedBy(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return Signatures.isValid(ACCOUNT_REGISTRY, account, digest, signature);
    }

    /// @dev The verifying pass reports the nonce and does not look at it: what it reads is forgotten with its revert and paid for twice.
    function _check(IntentAuth calldata auth, bytes32 digest, uint256 phase) private {
        bool isBySession = SessionSignature.isTagged(auth.signature);
        if (phase == PHASE_EXECUTE) {
            // Verified by the batch a moment ago, and its nonce spent.
            _setPhase(PHASE_IDLE);
            // What a session spends is counted where it is spent: a failed action takes its count back.
            if (isBySession) _useSession(auth, digest);
            return;
        }
        require(block.timestamp <= auth.deadline, IIntents.Intents_Expired(auth.deadline, block.timestamp));
        if (isBySession) _useSession(auth, digest);
        else require(_isSignedBy(auth.account, digest, auth.signature), IIntents.Intents_BadSignature(auth.account));
        if (phase == PHASE_VERIFY) {
            require(auth.gasLimit <= MAX_ITEM_GAS, IIntents.Intents_GasLimitTooHigh(auth.gasLimit, MAX_ITEM_GAS));
            revert IIntents.Intents_Verified(auth.account, auth.nonce, auth.gasLimit);
        }
        (bool isSpent, uint256 current) = _spendNonce(auth.account, auth.nonce);
        require(isSpent, InvalidAccountNonce(auth.account, current));
    }

    /// @dev `msg.data` is the call that is being carried out, of a batch's item as well: the batch calls itself with it.
    function _useSession(IntentAuth calldata auth, bytes32 digest) private {
        ISessions(ACCOUNT_REGISTRY).useSession(auth.account, digest, auth.signature, msg.data);
    }

    /// @dev A phase binds only the batch's own call: whoever else gets control in between is checked like any direct caller.
    function _phaseOfCall() private view returns (uint256) {
        return msg.sender == address(this) ? _phase() : PHASE_NONE;
    }

    function _phase() internal view returns (uint256) {
        return PHASE_SLOT.asUint256().tload();
    }

    function _setPhase(uint256 phase) internal {
        PHASE_SLOT.asUint256().tstore(phase);
    }
}
