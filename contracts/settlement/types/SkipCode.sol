// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Why a trade of a batch was skipped; 0 means filled. Stable: the numbers are part of the log format.
library SkipCode {
    uint8 internal constant FILLED = 0;
    // The order itself.
    uint8 internal constant BAD_SIGNATURE = 1;
    uint8 internal constant NO_KEY = 2;
    uint8 internal constant KEY_EXPIRED = 3;
    uint8 internal constant OUT_OF_SCOPE = 4;
    uint8 internal constant ORDER_EXPIRED = 5;
    uint8 internal constant EXPIRY_TOO_FAR = 6;
    uint8 internal constant ORDER_REPLACED = 7;
    uint8 internal constant LANE_JUMP = 8;
    uint8 internal constant ORDER_FILLED = 9;
    uint8 internal constant ORDER_INVALID = 10;
    // The account behind it.
    uint8 internal constant LEVEL_TOO_LOW = 11;
    uint8 internal constant ACCOUNT_STATE = 12;
    uint8 internal constant ACCOUNT_SANCTIONED = 13;
    uint8 internal constant KYC_EXPIRED = 14;
    uint8 internal constant NOT_ACCREDITED = 15;
    uint8 internal constant BRAKED = 16;
    uint8 internal constant INSUFFICIENT_CASH = 17;
    uint8 internal constant BALANCE_OVERFLOW = 18;
    // The pair.
    uint8 internal constant WRONG_SIDES = 19;
    uint8 internal constant SERIES_MISMATCH = 20;
    uint8 internal constant MARKET_MISMATCH = 21;
    uint8 internal constant PRICE_NOT_CROSSED = 22;
    uint8 internal constant SELF_TRADE = 23;
    uint8 internal constant FEE_ABOVE_CAP = 24;
    uint8 internal constant POST_ONLY_TAKER = 25;
    uint8 internal constant NOT_OPEN_SETTLE = 26;
    // The series and its issuer.
    uint8 internal constant PRICE_ABOVE_FACE = 27;
    uint8 internal constant SERIES_NOT_LIVE = 28;
    uint8 internal constant ISSUER_NOT_ACTIVE = 29;
    uint8 internal constant NOT_THE_ISSUER = 30;
    uint8 internal constant SUPPLY_EXHAUSTED = 31;
    uint8 internal constant PRIMARY_BELOW_RESERVE = 32;
    // The unit.
    uint8 internal constant UNIT_NOT_OWNED = 33;
    uint8 internal constant UNIT_NOT_IN_MARKET = 34;
    uint8 internal constant UNIT_ENDED = 35;
    uint8 internal constant RESALE_LIMIT = 36;
    uint8 internal constant WRONG_UNIT = 37;
    uint8 internal constant RESALES_LEFT = 38;
    uint8 internal constant WRONG_MARKET = 39;
}
