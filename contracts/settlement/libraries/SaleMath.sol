// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SeriesWordB} from "./SeriesWordB.sol";
import {UnitWord} from "./UnitWord.sol";

/// @notice What was paid for a unit at its first sale.
/// @param price What the issuer was promised, issuance fee included.
/// @param buyerFee What the buyer paid on top.
/// @param issuanceFee What the platform keeps of the price.
struct FirstSale {
    uint64 price;
    uint64 buyerFee;
    uint64 issuanceFee;
}

/// @title Sale maths
/// @notice The first sale of a unit, recomputed from its word exactly as the batch computed it: per unit, fees rounded down in the user's favour.
library SaleMath {
    uint256 private constant BPS = 10_000;
    uint256 private constant BREAKAGE_PERCENT = 10;

    function firstSaleOf(UnitWord unit, SeriesWordB terms) internal pure returns (FirstSale memory sale) {
        uint256 price = unit.price();
        sale.price = uint64(price);
        sale.buyerFee = uint64((price * unit.buyerFeeBps()) / BPS);
        sale.issuanceFee = uint64((price * terms.issuanceFeeBps()) / BPS);
    }

    /// @notice The platform's share of the face of `units` that nobody redeemed, rounded down: the issuer keeps the dust.
    function breakageOf(uint48 face, uint32 units) internal pure returns (uint256) {
        return (uint256(face) * units * BREAKAGE_PERCENT) / 100;
    }
}
