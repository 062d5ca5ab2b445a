// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @notice What an issuer proposes (CPN-1). Money in units of 6 decimals.
/// @param expiry Unix second up to which units can be redeemed; utility at most 365 days ahead.
/// @param refundWindow Seconds after the first sale.
/// @param termsHash Hash of the redemption terms.
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
interface ISeriesRegistry {
    event SeriesCreated(uint32 indexed series, address indexed issuer, SeriesDraft draft, uint16 issuanceFeeBps, uint48 reservePerUnit);
    event SeriesApproved(uint32 indexed series, address indexed by);
    event SeriesRejected(uint32 indexed series, bytes32 reasonHash);
    event SeriesClosed(uint32 indexed series);
    event SeriesAtRiskSet(uint32 indexed series, bool atRisk);

    error Series_IssuerNotActive(address issuer);
    error Series_QuotaExceeded(uint64 available, uint64 needed);
    error Series_ExpiryTooFar(uint32 expiry, uint256 latest);
    error Series_ExpiryPassed(uint32 expiry, uint256 now_);
    error Series_ZeroFace();
    error Series_ZeroSupply();
    error Series_BadPrice(uint48 issuePrice, uint48 face);
    error Series_RefundWindowTooLong(uint24 window, uint24 max);
    error Series_UriTooLong(uint256 length, uint256 max);
    error Series_EmptyTerms();
    error Series_WrongStatus(uint32 series, uint8 status);
    error Series_NotIssuer(uint32 series, address caller);

    function createSeries(SeriesDraft calldata draft) external returns (uint32 series);
    function createSeriesBySig(SeriesDraft calldata draft, IntentAuth calldata auth) external returns (uint32 series);
    /// @notice Compliance: draft -> approved; takes the quota and opens the series in the core.
    function approve(uint32 series) external;
    function reject(uint32 series, bytes32 reasonHash) external;
    /// @notice Issuer: no more primary sales; unsold quota returns.
    function closeSupply(uint32 series) external;
    function closeSupplyBySig(uint32 series, IntentAuth calldata auth) external;
    /// @notice Compliance.
    function setAtRisk(uint32 series, bool atRisk) external;

    /// @return status 0 none, 1 draft, 2 approved, 3 rejected, 4 closed.
    function seriesOf(
        uint32 series
    ) external view returns (uint8 status, address issuer, SeriesDraft memory draft, uint16 issuanceFeeBps, uint48 reservePerUnit);
    function tokenUri(uint32 series) external view returns (string memory);
    function seriesCount() external view returns (uint32);
}
