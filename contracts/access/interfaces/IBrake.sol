// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Freeze domains. Keys: 0 for ALL, a product id for PRODUCT, the issuer's address for ISSUER, the series for SERIES, the address for ACCOUNT.
library BrakeDomain {
    uint8 internal constant ALL = 0;
    uint8 internal constant PRODUCT = 1;
    uint8 internal constant ISSUER = 2;
    uint8 internal constant SERIES = 3;
    uint8 internal constant ACCOUNT = 4;
}

/// @notice Keys of the PRODUCT domain. Issuers and series belong to the coupon market.
library Product {
    uint256 internal constant COUPON_MARKET = 1;
}

/// @title Brake
/// @notice Stops trading and new risk, never an exit. Set at once by the guardian for 72 hours (one account or series for an hour by the
/// sentinel), renewed by the council only. A domain cannot be set again while it or a domain that contains it rests, 7 days from the end
/// of the last brake, and an incident can brake a domain once. ALL contains everything, the coupon market its issuers and series, an
/// issuer (where a core is connected) its series.
/// @dev A domain is not blocked by what it contains: whoever brakes one series must not take the market's emergency stop away for a week.
/// The sentinel's brake binds only the sentinel: the guardian may follow it at once.
interface IBrake {
    event CoreConnected(address indexed core);
    event BrakeSet(uint8 indexed domain, uint256 indexed key, address by, uint48 until, bytes32 incident);
    event BrakeRenewed(uint8 indexed domain, uint256 indexed key, address by, uint48 until);
    event BrakeReleased(uint8 indexed domain, uint256 indexed key, address by);
    event BrakeHintCleared(uint8 indexed domain, uint256 indexed key);

    error Brake_BadDomain(uint8 domain, uint256 key);
    error Brake_ZeroIncident();
    error Brake_IncidentUsed(uint8 domain, uint256 key, bytes32 incident);
    error Brake_AlreadySet(uint8 domain, uint256 key, uint48 until);
    error Brake_NotSet(uint8 domain, uint256 key);
    error Brake_Resting(uint8 domain, uint256 key, uint48 until);
    error Brake_SameHolder(address holder);
    error Brake_StillSet(uint8 domain, uint256 key, uint48 until);
    error Brake_NoCore();
    error Brake_CoreAlreadyConnected(address core);
    error Brake_ZeroCore();

    /// @notice Guardian: 72 hours from now.
    function set(uint8 domain, uint256 key, bytes32 incident) external;
    /// @notice Sentinel: ACCOUNT or SERIES, for an hour.
    function setBriefly(uint8 domain, uint256 key, bytes32 incident) external;
    /// @notice Council, never the address that set it: in force until 72 hours from now. Renewals do not add up.
    function renew(uint8 domain, uint256 key) external;
    /// @notice Council: ends it now; the rest starts now.
    function release(uint8 domain, uint256 key) external;
    /// @notice Anyone: clears the core's hint of an expired brake, or of one never set. A core that was just connected asks about ALL and its
    /// product in every batch until this was called for both.
    function clearHint(uint8 domain, uint256 key) external;
    /// @notice Admin, once: the core whose hints follow the brakes.
    function connectCore(address core) external;

    function core() external view returns (address);

    function isBraked(uint8 domain, uint256 key) external view returns (bool);
    /// @notice `ALL` or this product, in one call for a batch.
    function isProductBraked(uint256 product) external view returns (bool);
    /// @notice The brake that ends last. `restsUntil` is 0 where none was ever set.
    function entryOf(uint8 domain, uint256 key) external view returns (uint48 until, address by, bytes32 incident, uint48 restsUntil);
}
