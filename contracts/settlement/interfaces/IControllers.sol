// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SeriesTerms} from "./ICouponLedger.sol";

/// @notice Identity fields of a profile word. state: 0 active, 1 restricted (may sell, redeem and leave), 2 frozen, 3 closed (may leave).
struct ProfileIdentity {
    uint8 level;
    uint8 state;
    bool sanctioned;
    uint16 kycExpiryDay;
    uint16 jurisdiction;
    bool accredited;
    bool marketMaker;
}

/// @title Controller setters
/// @notice The narrow doors through which the registries write the core's hot words; role CONTROLLER, in the transaction of their own state.
interface IControllers {
    event ProfileSet(address indexed account, ProfileIdentity identity);
    event BrakeHintSet(uint8 indexed domain, uint256 indexed key, bool on);
    event GateSet(address indexed gate);

    function setProfile(address account, ProfileIdentity calldata identity) external;
    /// @notice Status (0 none, 1 pending, 2 active, 3 suspended, 4 terminated), tier, rating and quota of an issuer.
    function setIssuer(address issuer, uint8 status, uint8 tier, uint8 rating, uint40 onboardedAt, uint64 quota) external;
    /// @notice Opens an approved series and takes its face value from the issuer's quota.
    function openSeries(uint32 series, SeriesTerms calldata terms) external;
    /// @notice Ends the primary sale: supply becomes what was minted, unsold quota returns.
    function closeSupply(uint32 series) external;
    function setSeriesFlags(uint32 series, uint16 flags) external;
    /// @notice The brake: whether the core must ask it about a domain. Without a word from it the core asks about everything and its own
    /// product, and about nothing else; another product's hint is passed over.
    /// @param domain `BrakeDomain`.
    function setBrakeHint(uint8 domain, uint256 key, bool on) external;
    /// @notice Admin.
    function setGate(address gate) external;
    /// @notice Admin: contracts (escrow, lending, gift) that owners may approve for their units.
    function setTransferOperator(address operator, bool allowed) external;

    function profileOf(address account) external view returns (ProfileIdentity memory);
}
