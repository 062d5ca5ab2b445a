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
    /// @notice The unredeemed units of an expired series were settled.
    event BreakageSettled(uint32 indexed series, uint32 units, uint64 toPlatform, uint64 toIssuer);

    error Held_NotRefundable(uint256 tokenId, uint8 reason);
    error Held_WindowOpen(uint256 until, uint256 now_);
    error Held_AlreadyReleased(uint32 series, uint32 day);
    error Held_NothingHeld(uint32 series, uint32 day);

    /// @notice First buyer, never resold, not in market, inside the window: price and fee come back exactly; the unit is burned.
    function refund(uint256 tokenId) external;
    function refundBySig(uint256 tokenId, IntentAuth calldata auth) external;

    /// @notice Anyone, after the day's last refund second: pays the issuer the day's money less the reserves of live units.
    function release(uint32 series, uint32 day) external;

    /// @notice Controller (Redemption): ends the unit and pays the issuer.
    function redeem(uint256 tokenId, address merchant) external;

    function heldOf(
        uint32 series,
        uint32 day
    ) external view returns (uint64 gross, uint64 buyerFees, uint64 issuanceFees, uint32 units, bool released);
}
