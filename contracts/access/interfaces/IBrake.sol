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

/// @title Brake
/// @notice Stops trading and new risk, never an exit. Set at once by the guardian for 72 hours (one account or series for an hour by the
/// sentinel), renewed by the council only; the same or a containing domain then rests 7 days before it can be set again.
interface IBrake {
    event BrakeSet(uint8 indexed domain, uint256 indexed key, address by, uint48 until, bytes32 incident);
    event BrakeRenewed(uint8 indexed domain, uint256 indexed key, address by, uint48 until);
    event BrakeReleased(uint8 indexed domain, uint256 indexed key, address by);
    event BrakeHintCleared(uint8 indexed domain, uint256 indexed key);

    error Brake_BadDomain(uint8 domain, uint256 key);
    error Brake_AlreadySet(uint8 domain, uint256 key, uint48 until);
    error Brake_NotSet(uint8 domain, uint256 key);
    error Brake_Resting(uint8 domain, uint256 key, uint48 until);
    error Brake_SameHolder(address holder);
    error Brake_StillSet(uint8 domain, uint256 key, uint48 until);

    /// @notice Guardian.
    function set(uint8 domain, uint256 key, bytes32 incident) external;
    /// @notice Sentinel: ACCOUNT or SERIES, for an hour.
    function setBriefly(uint8 domain, uint256 key, bytes32 incident) external;
    /// @notice Council, never the address that set it: 72 hours more.
    function renew(uint8 domain, uint256 key) external;
    /// @notice Council.
    function release(uint8 domain, uint256 key) external;
    /// @notice Anyone: clears the core's hint of an expired brake.
    function clearHint(uint8 domain, uint256 key) external;

    function isBraked(uint8 domain, uint256 key) external view returns (bool);
    /// @notice `ALL` or this product, in one call for a batch.
    function isProductBraked(uint256 product) external view returns (bool);
    function entryOf(uint8 domain, uint256 key) external view returns (uint48 until, address by, bytes32 incident, uint48 restsUntil);
}
