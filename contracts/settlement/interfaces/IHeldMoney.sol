// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @title Held money
/// @notice Proceeds and fees of primary sales, held per series and UTC day of sale for refunds, redemption and breakage.
/// @dev Invariant: held money >= refunds still possible + reserve of live units, at every step.
interface IHeldMoney {
    event CouponRefunded(uint256 indexed tokenId, address indexed account, uint64 price, uint64 buyerFee, uint64 issuanceFee);
    /// @param toIssuer Paid to the issuer's account: the net price before release, the reserve after it.
    event CouponRedeemed(uint256 indexed tokenId, address indexed account, address indexed merchant, uint64 toIssuer, uint64 fees);
    event ProceedsReleased(uint32 indexed series, uint32 indexed day, uint64 toIssuer, uint64 fees, uint64 reserved);
    /// @notice The unredeemed units that were sold on one day were settled after the series' end.
    event BreakageSettled(uint32 indexed series, uint32 indexed day, uint32 units, uint64 toPlatform, uint64 toIssuer);

    /// @param reason 1 the unit was resold or given away, 2 the window is over, 3 the series has expired.
    error Held_NotRefundable(uint256 tokenId, uint8 reason);
    error Held_WindowOpen(uint256 until, uint256 now_);
    error Held_AlreadyReleased(uint32 series, uint32 day);
    error Held_NothingHeld(uint32 series, uint32 day);
    error Held_NotReleased(uint32 series, uint32 day);
    /// @notice Breakage waits for the grace period after the series' expiry.
    error Held_GraceOpen(uint256 until, uint256 now_);

    /// @notice First buyer, never resold, not in market, inside the window: price and fee come back exactly; the unit is burned.
    function refund(uint256 tokenId) external;
    function refundBySig(uint256 tokenId, IntentAuth calldata auth) external;

    /// @notice Anyone, after the day's last refund second: pays the issuer the day's money less the reserves of live units.
    function release(uint32 series, uint32 day) external;

    /// @notice Controller (Redemption): ends the unit and pays the issuer.
    function redeem(uint256 tokenId, address merchant) external;

    /// @notice Controller: ends a unit, in the market or not, and gives its owner what is held for it: price and fee before release,
    /// the reserve after it.
    function recall(uint256 tokenId) external;

    /// @notice Anyone, 7 days after the series' expiry, for a released day: 10 % of the face of the units nobody redeemed goes to the
    /// platform, the rest of what is held for them to the issuer. Rounding is the issuer's.
    function settleBreakage(uint32 series, uint32 day) external;

    function heldOf(
        uint32 series,
        uint32 day
    ) external view returns (uint64 gross, uint64 buyerFees, uint64 issuanceFees, uint32 units, bool released);
}
