// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @notice A unit as stored. status: 0 active, 1 redeemed, 2 refunded, 3 recalled. `changes`: ownership changes after the first sale.
struct Unit {
    address owner;
    uint8 status;
    uint8 changes;
    bool inMarket;
    uint32 soldAt;
    uint48 price;
    uint8 buyerFeeBps;
}

/// @notice The hot words of a series, written once at approval by the series registry.
/// @param flags bit 0 security (else utility), bit 1 transferable, bit 2 at risk, bit 3 brake hint.
struct SeriesTerms {
    address issuer;
    uint48 face;
    uint32 expiry;
    uint16 flags;
    uint32 supply;
    uint24 refundWindow;
    uint8 resaleLimit;
    uint16 issuanceFeeBps;
    uint48 reservePerUnit;
}

/// @title Coupon ledger
/// @notice Units as ERC-721 tokens, one word each; token id = series << 32 | serial, both from 1.
interface ICouponLedger is IERC721 {
    event SeriesOpened(uint32 indexed series, SeriesTerms terms);
    event SupplyClosed(uint32 indexed series, uint32 supply);
    event SeriesFlagsSet(uint32 indexed series, uint16 flags);
    event IssuerWordSet(address indexed issuer, uint8 status, uint8 tier, uint8 rating, uint40 onboardedAt, uint64 quota);
    event QuotaUsed(address indexed issuer, uint64 quotaUsed);
    event CouponRecalled(uint256 indexed tokenId, address indexed owner, uint64 paid);
    event TransferOperatorSet(address indexed operator, bool allowed);

    error Coupon_InMarket(uint256 tokenId);
    error Coupon_NotInMarket(uint256 tokenId);
    error Coupon_NotOwner(uint256 tokenId, address caller);
    error Coupon_Ended(uint256 tokenId, uint8 status);
    error Coupon_NotTransferable(uint256 tokenId);
    error Coupon_ResaleLimitReached(uint256 tokenId, uint8 limit);
    error Coupon_OperatorNotAllowed(address operator);
    error Coupon_Expired(uint256 tokenId, uint32 expiry);
    error Coupon_UnknownSeries(uint32 series);
    error Coupon_SeriesExists(uint32 series);
    error Coupon_QuotaExceeded(address issuer, uint64 available, uint64 needed);
    error Coupon_InvalidReceiver(address receiver);
    error Coupon_UnknownUnit(uint256 tokenId);

    /// @notice The owner's own transfer, carried by anyone; passes the gate and counts as an ownership change.
    function transferUnitBySig(address to, uint256 tokenId, bytes calldata data, IntentAuth calldata auth) external;

    function unitOf(uint256 tokenId) external view returns (Unit memory);
    function seriesOf(uint32 series) external view returns (SeriesTerms memory terms, uint32 minted, uint32 ended, uint40 approvedAt);
    function issuerOf(
        address issuer
    ) external view returns (uint8 status, uint8 tier, uint8 rating, uint40 onboardedAt, uint64 quotaUsed, uint64 quota);
}
