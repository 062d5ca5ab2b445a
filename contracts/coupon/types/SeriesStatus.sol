// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Status of a series in its registry; rejected is an end state.
library SeriesStatus {
    uint8 internal constant NONE = 0;
    uint8 internal constant DRAFT = 1;
    uint8 internal constant APPROVED = 2;
    uint8 internal constant REJECTED = 3;
    uint8 internal constant CLOSED = 4;
}
