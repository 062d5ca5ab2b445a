// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {CoSignature} from "./interfaces/ICashAccounts.sol";
import {ITradingKeys} from "./interfaces/ITradingKeys.sol";
import {SettlementStorage} from "./SettlementStorage.sol";

/// @title Co-signatures
/// @notice What may not happen behind the sequencer's back carries its consent: a signature of the co-sign key over the intent's digest.
abstract contract CoSignatures is SettlementStorage, IntentAuthority {
    bytes32 private constant CO_SIGNATURE_TYPEHASH = keccak256("CoSignature(bytes32 intent,uint48 deadline)");
    /// @dev What the sequencer reserves for a consent is free again after this time.
    uint256 private constant MAX_CONSENT = 60 seconds;

    /// @dev The consent is checked first: see `IntentAuthority` for arguments that the intent does not sign.
    function _authorizeCoSigned(IntentAuth calldata auth, CoSignature calldata consent, bytes32 structHash) internal {
        bytes32 digest = _hashTypedDataV4(structHash);
        require(
            block.timestamp <= consent.deadline && consent.deadline <= block.timestamp + MAX_CONSENT,
            ITradingKeys.Settlement_CoSignatureExpired(consent.deadline, block.timestamp)
        );
        bytes32 consentDigest = _hashTypedDataV4(keccak256(abi.encode(CO_SIGNATURE_TYPEHASH, digest, consent.deadline)));
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(consentDigest, consent.signature);
        require(failure == ECDSA.RecoverError.NoError && signer == _coSigner, ITradingKeys.Settlement_BadCoSignature());
        _authorizeDigest(auth, digest);
    }
}
