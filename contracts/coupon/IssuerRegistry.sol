// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {IControllers} from "../settlement/interfaces/IControllers.sol";
import {IssuerStatus} from "../settlement/types/Status.sol";
import {IIssuerRegistry, Issuer} from "./interfaces/IIssuerRegistry.sol";
import {IssuerTerms} from "./libraries/IssuerTerms.sol";

/// @title Issuer registry
/// @notice The truth about issuers; the core's issuer word is a copy written with every change.
contract IssuerRegistry is IIssuerRegistry, Intents, AccessManaged {
    bytes32 private constant APPLY_TYPEHASH = keccak256(
        "ApplyAsIssuer(address account,bytes32 companyHash,bytes32 licenceHash,bytes32 documentsHash,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    /// @inheritdoc IIssuerRegistry
    address public immutable core;

    mapping(address issuer => Issuer record) private _issuers;

    constructor(
        address authority_,
        address core_,
        address accountRegistry
    ) AccessManaged(authority_) EIP712("Genex Issuer Registry", "1") IntentAuthority(accountRegistry) {
        core = core_;
    }

    // ------------------------------------------------------------------------------------------------------------------- applicants

    /// @inheritdoc IIssuerRegistry
    function applyAsIssuer(bytes32 companyHash, bytes32 licenceHash, bytes32 documentsHash) external {
        _apply(msg.sender, companyHash, licenceHash, documentsHash);
    }

    /// @inheritdoc IIssuerRegistry
    function applyAsIssuerBySig(bytes32 companyHash, bytes32 licenceHash, bytes32 documentsHash, IntentAuth calldata auth) external {
        _authorize(
            auth,
            keccak256(
                abi.encode(APPLY_TYPEHASH, auth.account, companyHash, licenceHash, documentsHash, auth.nonce, auth.deadline, auth.gasLimit)
            )
        );
        _apply(auth.account, companyHash, licenceHash, documentsHash);
    }

    // ------------------------------------------------------------------------------------------------------------------- compliance

    /// @inheritdoc IIssuerRegistry
    function approve(address issuer) external restricted {
        Issuer storage record = _require(issuer, IssuerStatus.PENDING);
        record.status = IssuerStatus.ACTIVE;
        record.tier = IssuerTerms.START_TIER;
        record.rating = IssuerTerms.START_RATING;
        record.onboardedAt = uint40(block.timestamp);
        record.quota = IssuerTerms.quotaOf(IssuerTerms.START_RATING);
        emit IssuerApproved(issuer, record.onboardedAt);
        emit IssuerRated(issuer, record.rating, record.quota);
        emit IssuerTierSet(issuer, record.tier);
        _writeIssuer(issuer);
    }

    /// @inheritdoc IIssuerRegistry
    function reject(address issuer, bytes32 reasonHash) external restricted {
        _require(issuer, IssuerStatus.PENDING);
        delete _issuers[issuer];
        emit IssuerRejected(issuer, reasonHash);
        _writeIssuer(issuer);
    }

    /// @inheritdoc IIssuerRegistry
    function suspend(address issuer, bytes32 reasonHash) external restricted {
        _require(issuer, IssuerStatus.ACTIVE).status = IssuerStatus.SUSPENDED;
        emit IssuerSuspended(issuer, reasonHash);
        _writeIssuer(issuer);
    }

    /// @inheritdoc IIssuerRegistry
    function reinstate(address issuer) external restricted {
        _require(issuer, IssuerStatus.SUSPENDED).status = IssuerStatus.ACTIVE;
        emit IssuerReinstated(issuer);
        _writeIssuer(issuer);
    }

    /// @inheritdoc IIssuerRegistry
    function terminate(address issuer, bytes32 reasonHash) external restricted {
        _requireOnboarded(issuer).status = IssuerStatus.TERMINATED;
        emit IssuerTerminated(issuer, reasonHash);
        _writeIssuer(issuer);
    }

    /// @inheritdoc IIssuerRegistry
    function rate(address issuer, uint8 rating) external restricted {
        require(rating <= IssuerTerms.MAX_RATING, Issuer_BadRating(rating));
        Issuer storage record = _requireOnboarded(issuer);
        record.rating = rating;
        record.quota = IssuerTerms.quotaOf(rating);
        emit IssuerRated(issuer, rating, record.quota);
        _writeIssuer(issuer);
    }

    /// @inheritdoc IIssuerRegistry
    function setTier(address issuer, uint8 tier) external restricted {
        require(tier <= IssuerTerms.MAX_TIER, Issuer_BadTier(tier));
        _requireOnboarded(issuer).tier = tier;
        emit IssuerTierSet(issuer, tier);
        _writeIssuer(issuer);
    }

    // ------------------------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IIssuerRegistry
    function issuanceFeeBps(address issuer) external view returns (uint16) {
        Issuer storage record = _issuers[issuer];
        return IssuerTerms.feeBpsOf(record.tier, record.onboardedAt, block.timestamp);
    }

    /// @inheritdoc IIssuerRegistry
    function issuerOf(address issuer) external view returns (Issuer memory) {
        return _issuers[issuer];
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    function _apply(address issuer, bytes32 companyHash, bytes32 licenceHash, bytes32 documentsHash) private {
        require(companyHash != 0 && licenceHash != 0 && documentsHash != 0, Issuer_EmptyHash());
        Issuer storage record = _require(issuer, IssuerStatus.NONE);
        record.status = IssuerStatus.PENDING;
        record.appliedAt = uint40(block.timestamp);
        record.companyHash = companyHash;
        record.licenceHash = licenceHash;
        record.documentsHash = documentsHash;
        emit IssuerApplied(issuer, companyHash, licenceHash, documentsHash);
        _writeIssuer(issuer);
    }

    function _require(address issuer, uint8 status) private view returns (Issuer storage record) {
        record = _issuers[issuer];
        require(record.status == status, Issuer_WrongStatus(issuer, record.status));
    }

    function _requireOnboarded(address issuer) private view returns (Issuer storage record) {
        record = _issuers[issuer];
        bool isOnboarded = record.status == IssuerStatus.ACTIVE || record.status == IssuerStatus.SUSPENDED;
        require(isOnboarded, Issuer_WrongStatus(issuer, record.status));
    }

    function _writeIssuer(address issuer) private {
        Issuer storage record = _issuers[issuer];
        IControllers(core).setIssuer(issuer, record.status, record.tier, record.rating, record.onboardedAt, record.quota);
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return selector == this.applyAsIssuerBySig.selector;
    }
}
