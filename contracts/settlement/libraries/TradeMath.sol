// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Trade maths
/// @notice What a trade costs, whether both sides can bear it, and where the money goes: the arithmetic that conserves money, apart from the
/// memory and the calldata around it, so that `npm run prove` proves this very code.
/// @dev Unchecked throughout: prices have 44 bits, rates at most 10,000 and units 7 bits, and a flaw keeps a trade from its effects. A change is
/// what is added to an account's word, units above cash; it wraps around when it takes away.
library TradeMath {
    uint256 private constant BPS = 10_000;
    /// @dev One unit in an account's word.
    uint256 private constant ONE_UNIT = 1 << 64;

    /// @notice What the buyer pays; the fee is rounded down per unit, in the buyer's favour.
    function costOf(uint256 units, uint256 price, uint256 feeBps) internal pure returns (uint256) {
        unchecked {
            return units * (price + (price * feeBps) / BPS);
        }
    }

    /// @notice What the seller is left with; the fee is rounded down per unit, in the seller's favour.
    function proceedsOf(uint256 units, uint256 price, uint256 feeBps) internal pure returns (uint256) {
        unchecked {
            return units * (price - (price * feeBps) / BPS);
        }
    }

    function isShortOfCash(uint256 cash, uint256 cost) internal pure returns (bool) {
        return cash < cost;
    }

    function isUnitOverflow(uint256 owned, uint256 units) internal pure returns (bool) {
        unchecked {
            return owned + units > type(uint32).max;
        }
    }

    function isCashOverflow(uint256 cash, uint256 proceeds) internal pure returns (bool) {
        unchecked {
            return cash + proceeds > type(uint64).max;
        }
    }

    function buyerChange(uint256 units, uint256 cost) internal pure returns (uint256) {
        unchecked {
            return units * ONE_UNIT - cost;
        }
    }

    function sellerChange(uint256 units, uint256 proceeds) internal pure returns (uint256) {
        unchecked {
            return proceeds - units * ONE_UNIT;
        }
    }

    /// @notice Both fees of a resale.
    function earnedOf(uint256 cost, uint256 proceeds) internal pure returns (uint256) {
        unchecked {
            return cost - proceeds;
        }
    }

    /// @notice The parts of a first sale's held money beside the price, which a refund and a release must tell apart; the second lies in the price.
    function heldFees(uint256 gross, uint256 cost, uint256 proceeds) internal pure returns (uint256 buyerFees, uint256 issuanceFees) {
        unchecked {
            return (cost - gross, gross - proceeds);
        }
    }
}
