// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {SeriesTerms} from "../settlement/interfaces/ICouponLedger.sol";
import {ISettlement} from "../settlement/interfaces/ISettlement.sol";
import {IssuerStatus, SeriesFlags} from "../settlement/types/Status.sol";
import {IIssuerRegistry} from "./interfaces/IIssuerRegistry.sol";
import {ISeriesRegistry, SeriesDraft} from "./interfaces/ISeriesRegistry.sol";
import {SeriesHash} from "./libraries/SeriesHash.sol";
import {SeriesRules} from "./libraries/SeriesRules.sol";
import {SeriesStatus} from "./types/SeriesStatus.sol";

/// @title Series registry
/// @notice Drafts and their review; an approved series lives in the core, which mints its units at their first sale.
contract SeriesRegistry is ISeriesRegistry, Intents, AccessManaged {
    /// @dev Without the text: four slots.
    struct Record {
        address issuer;
        uint8 status;
        uint16 issuanceFeeBps;
        uint48 reservePerUnit;
        SeriesDraft draft;
    }

    /// @inheritdoc ISeriesRegistry
    address public immutable core;
    IIssuerRegistry public immutable issuerRegistry;

    /// @inheritdoc ISeriesRegistry
    uint32 public seriesCount;

    mapping(uint32 series => Record record) private _records;

    constructor(
        address authority_,
        address core_,
        address issuerRegistry_,
        address accountRegistry
    ) AccessManaged(authority_) EIP712("Genex Series Registry", "1") IntentAuthority(accountRegistry) {
        core = core_;
        issuerRegistry = IIssuerRegistry(issuerRegistry_);
    }

    // ---------------------------------------------------------------------------------------------------------------------- issuers

    /// @inheritdoc ISeriesRegistry
    function createSeries(SeriesDraft calldata draft) external returns (uint32 series) {
        return _create(msg.sender, draft);
    }

    /// @inheritdoc ISeriesRegistry
    function createSeriesBySig(SeriesDraft calldata draft, IntentAuth calldata auth) external returns (uint32 series) {
        _authorize(auth, SeriesHash.hashCreate(draft, auth));
        return _create(auth.account, draft);
    }

    /// @inheritdoc ISeriesRegistry
    function closeSupply(uint32 series) external {
        _closeSupply(msg.sender, series);
    }

    /// @inheritdoc ISeriesRegistry
    function closeSupplyBySig(uint32 series, IntentAuth calldata auth) external {
        _authorize(auth, SeriesHash.hashClose(series, auth));
        _closeSupply(auth.account, series);
    }

    // ------------------------------------------------------------------------------------------------------------------- compliance

    /// @inheritdoc ISeriesRegistry
    function approve(uint32 series) external restricted {
        Record storage record = _require(series, SeriesStatus.DRAFT);
        SeriesDraft memory draft = record.draft;
        _requireActive(record.issuer);
        require(draft.expiry > block.timestamp, Series_ExpiryPassed(draft.expiry, block.timestamp));
        _requireQuota(record.issuer, SeriesRules.faceValue(draft.face, draft.supply));
        record.status = SeriesStatus.APPROVED;
        emit SeriesApproved(series, msg.sender);
        uint16 flags = (draft.security ? SeriesFlags.SECURITY : 0) | (draft.transferable ? SeriesFlags.TRANSFERABLE : 0);
        ISettlement(core).openSeries(
            series,
            SeriesTerms({
                issuer: record.issuer,
                face: draft.face,
                expiry: draft.expiry,
                flags: flags,
                supply: draft.supply,
                refundWindow: draft.refundWindow,
                resaleLimit: draft.resaleLimit,
                issuanceFeeBps: record.issuanceFeeBps,
                reservePerUnit: record.reservePerUnit
            })
        );
    }

    /// @inheritdoc ISeriesRegistry
    function reject(uint32 series, bytes32 reasonHash) external restricted {
        _require(series, SeriesStatus.DRAFT).status = SeriesStatus.REJECTED;
        emit SeriesRejected(series, reasonHash);
    }

    /// @inheritdoc ISeriesRegistry
    function setAtRisk(uint32 series, bool atRisk) external restricted {
        uint8 status = _records[series].status;
        require(status == SeriesStatus.APPROVED || status == SeriesStatus.CLOSED, Series_WrongStatus(series, status));
        emit SeriesAtRiskSet(series, atRisk);
        // The other bits stay as the core has them: the brake writes there too.
        (SeriesTerms memory terms, , , ) = ISettlement(core).seriesOf(series);
        uint16 flags = atRisk ? terms.flags | SeriesFlags.AT_RISK : terms.flags & ~SeriesFlags.AT_RISK;
        ISettlement(core).setSeriesFlags(series, flags);
    }

    // ------------------------------------------------------------------------------------------------------------------------ views

    /// @inheritdoc ISeriesRegistry
    function seriesOf(
        uint32 series
    ) external view returns (uint8 status, address issuer, SeriesDraft memory draft, uint16 issuanceFeeBps, uint48 reservePerUnit) {
        Record storage record = _records[series];
        return (record.status, record.issuer, record.draft, record.issuanceFeeBps, record.reservePerUnit);
    }

    /// @inheritdoc ISeriesRegistry
    function tokenUri(uint32 series) external view returns (string memory) {
        return _records[series].draft.metadataUri;
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    function _create(address issuer, SeriesDraft calldata draft) private returns (uint32 series) {
        _requireActive(issuer);
        uint16 feeBps = issuerRegistry.issuanceFeeBps(issuer);
        _requireSound(draft, feeBps);
        _requireQuota(issuer, SeriesRules.faceValue(draft.face, draft.supply));
        uint48 reservePerUnit = SeriesRules.reservePerUnit(draft.face, draft.issuePrice);
        series = ++seriesCount;
        Record storage record = _records[series];
        record.issuer = issuer;
        record.status = SeriesStatus.DRAFT;
        record.issuanceFeeBps = feeBps;
        record.reservePerUnit = reservePerUnit;
        record.draft = draft;
        emit SeriesCreated(series, issuer, draft, feeBps, reservePerUnit);
    }

    function _closeSupply(address issuer, uint32 series) private {
        Record storage record = _require(series, SeriesStatus.APPROVED);
        require(record.issuer == issuer, Series_NotIssuer(series, issuer));
        record.status = SeriesStatus.CLOSED;
        emit SeriesClosed(series);
        ISettlement(core).closeSupply(series);
    }

    function _require(uint32 series, uint8 status) private view returns (Record storage record) {
        record = _records[series];
        require(record.status == status, Series_WrongStatus(series, record.status));
    }

    function _requireActive(address issuer) private view {
        require(issuerRegistry.issuerOf(issuer).status == IssuerStatus.ACTIVE, Series_IssuerNotActive(issuer));
    }

    function _requireSound(SeriesDraft calldata draft, uint16 feeBps) private view {
        require(draft.face != 0, Series_ZeroFace());
        require(draft.face <= SeriesRules.MAX_PRICE, Series_FaceTooHigh(draft.face, SeriesRules.MAX_PRICE));
        require(draft.supply != 0, Series_ZeroSupply());
        uint48 highest = SeriesRules.highestNetPrice(draft.face, draft.security, feeBps);
        require(draft.issuePrice != 0 && draft.issuePrice <= highest, Series_BadPrice(draft.issuePrice, highest));
        require(draft.expiry > block.timestamp, Series_ExpiryPassed(draft.expiry, block.timestamp));
        uint256 latest = block.timestamp + SeriesRules.UTILITY_TERM;
        require(draft.security || draft.expiry <= latest, Series_ExpiryTooFar(draft.expiry, latest));
        uint24 maxWindow = SeriesRules.MAX_REFUND_WINDOW;
        require(draft.refundWindow <= maxWindow, Series_RefundWindowTooLong(draft.refundWindow, maxWindow));
        require(draft.termsHash != 0, Series_EmptyTerms());
        uint256 length = bytes(draft.metadataUri).length;
        require(length <= SeriesRules.MAX_URI_LENGTH, Series_UriTooLong(length, SeriesRules.MAX_URI_LENGTH));
    }

    function _requireQuota(address issuer, uint256 needed) private view {
        (, , , , uint64 used, uint64 quota) = ISettlement(core).issuerOf(issuer);
        uint64 available = quota > used ? quota - used : 0;
        require(needed <= available, Series_QuotaExceeded(available, needed));
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return selector == this.createSeriesBySig.selector || selector == this.closeSupplyBySig.selector;
    }
}
