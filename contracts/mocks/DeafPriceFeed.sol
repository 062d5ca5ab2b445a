// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A feed that refuses to be read, as one behind an access list does.
contract DeafPriceFeed {
    error AccessDenied();

    function decimals() external pure returns (uint8) {
        return 8;
    }

    function latestRoundData() external pure {
        revert AccessDenied();
    }
}
