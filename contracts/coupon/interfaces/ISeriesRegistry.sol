// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @notice What an issuer proposes (CPN-1). Money in units of 6 decimals.
/// @param face Up to 2^44 - 1, the widest price a unit can record.
/// @param issuePrice Net price per unit that the issuer fixes: what stays held for it after the issuance fee (see `reservePerUnit`).
/// @param supply Units, 1..2^32 - 1.
/// @param expiry Unix second up to which units can be redeemed; utility at most 365 days ahead.
/// @param refundWindow Seconds after the first sale, 0..30 days; the usual 7 days are the caller's choice.
/// @param resaleLimit Ownership changes after the first sale, 0..255; the usual 3 are the caller's choice.
/// @param termsHash Hash of the redemption terms, not zero.
/// @param metadataUri At most 256 bytes.
struct SeriesDraft {
    uint48 face;
    uint48 issuePrice;
    uint32 supply;
    uint32 expiry;
    uint24 refundWindow;
    uint8 resaleLimit;
    bool security;
    bool transferable;
    bytes32 termsHash;
    string metadataUri;
}

/// @title Series registry
/// @notice Draft, review, approval: the cost of each does not depend on the number of units.
/// @dev Fixed at creation: the issuance fee (the issuer's rate of that day) and
/// reservePerUnit = max(issuePrice, ceil(face x 10 %)), because 10 % of the face value of unredeemed units is the platform's breakage share
/// and this form releases nothing early (early % = 0).
interface ISeriesRegistry {
    event SeriesCreated(uint32 indexed series, address indexed issuer, SeriesDraft draft, uint16 issuanceFeeBps, uint48 reservePerUnit);
    event SeriesApproved(uint32 indexed series, address indexed by);
    event SeriesRejected(uint32 indexed series, bytes32 reasonHash);
    event SeriesClosed(uint32 indexed series);
    event SeriesAtRiskSet(uint32 indexed series, bool atRisk);

    error Series_IssuerNotActive(address issuer);
    /// @param needed Face value x supply; wider than the quota because a draft may ask for anything.
    error Series_QuotaExceeded(uint64 available, uint256 needed);
    error Series_ExpiryTooFar(uint32 expiry, uint256 latest);
    error Series_ExpiryPassed(uint32 expiry, uint256 now_);
    error Series_ZeroFace();
    error Series_FaceTooHigh(uint48 face, uint48 highest);
    error Series_ZeroSupply();
    /// @notice `issuePrice` is zero, or so high that no allowed price would leave the issuer that much after the issuance fee.
    error Series_BadPrice(uint48 issuePrice, uint48 highest);
    error Series_RefundWindowTooLong(uint24 window, uint24 max);
    error Series_UriTooLong(uint256 length, uint256 max);
    error Series_EmptyTerms();
    error Series_WrongStatus(uint32 series, uint8 status);
    error Series_NotIssuer(uint32 series, address caller);

    /// @notice An active issuer: a draft within what is left of its quota; the quota itself is taken at approval.
    /// @return series Its number, from 1.
    function createSeries(SeriesDraft calldata draft) external returns (uint32 series);
    function createSeriesBySig(SeriesDraft calldata draft, IntentAuth calldata auth) external returns (uint32 series);
    /// @notice Compliance: draft -> approved; takes the quota and opens the series in the core.
    function approve(uint32 series) external;
    /// @notice Compliance: draft -> rejected, an end state.
    function reject(uint32 series, bytes32 reasonHash) external;
    /// @notice Issuer, whatever its status: no more primary sales; unsold quota returns. Approved -> closed.
    function closeSupply(uint32 series) external;
    function closeSupplyBySig(uint32 series, IntentAuth calldata auth) external;
    /// @notice Compliance: marks an approved or closed series on chain, or takes the mark away.
    function setAtRisk(uint32 series, bool atRisk) external;

    /// @notice The core whose words this contract reads and writes.
    function core() external view returns (address);
    /// @return status 0 none, 1 draft, 2 approved, 3 rejected, 4 closed.
    function seriesOf(
        uint32 series
    ) external view returns (uint8 status, address issuer, SeriesDraft memory draft, uint16 issuanceFeeBps, uint48 reservePerUnit);
    function tokenUri(uint32 series) external view returns (string memory);
    function seriesCount() external view returns (uint32);
}
