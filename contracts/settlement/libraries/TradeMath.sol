// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SkipCode} from "../types/SkipCode.sol";
import {AccountWord} from "./AccountWord.sol";

/// @title Trade maths
/// @notice What a trade costs, whether both sides can bear it, and where the money goes: the arithmetic that conserves money, apart from the
/// memory and the calldata around it, so that `npm run prove` can prove this very code.
/// @dev Unchecked throughout: prices have 44 bits, rates at most 10,000 and units 7 bits, and an obstacle keeps a trade from its effects.
library TradeMath {
    uint256 private constant BPS = 10_000;

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

    /// @return code Of what the buyer cannot bear, 0 for nothing.
    function buyerObstacle(uint256 cash, uint256 owned, uint256 cost, uint256 units) internal pure returns (uint256 code) {
        unchecked {
            if (cash < cost) code = SkipCode.INSUFFICIENT_CASH;
            else if (owned + units > type(uint32).max) code = SkipCode.BALANCE_OVERFLOW;
        }
    }

    /// @return code Of what the seller of a resale cannot bear, 0 for nothing.
    function sellerObstacle(uint256 cash, uint256 proceeds) internal pure returns (uint256 code) {
        unchecked {
            if (cash + proceeds > type(uint64).max) code = SkipCode.BALANCE_OVERFLOW;
        }
    }

    /// @notice A resale: the buyer's money goes to the seller, both fees to `earned`.
    function afterResale(
        AccountWord buyer,
        AccountWord seller,
        uint256 earned,
        uint256 units,
        uint256 cost,
        uint256 proceeds
    ) internal pure returns (AccountWord, AccountWord, uint256) {
        unchecked {
            return (buyer.afterPurchase(cost, units), seller.afterSale(proceeds, units), earned + cost - proceeds);
        }
    }

    /// @notice A first sale: all of the buyer's money is held, split into what a refund and a release must tell apart.
    function afterFirstSale(
        AccountWord buyer,
        uint256 units,
        uint256 price,
        uint256 cost,
        uint256 proceeds
    ) internal pure returns (AccountWord, uint256 gross, uint256 buyerFees, uint256 issuanceFees) {
        unchecked {
            gross = units * price;
            return (buyer.afterPurchase(cost, units), gross, cost - gross, gross - proceeds);
        }
    }
}
