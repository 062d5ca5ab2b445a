// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FirstSale, SaleMath} from "../../contracts/settlement/libraries/SaleMath.sol";
import {SeriesWordB} from "../../contracts/settlement/libraries/SeriesWordB.sol";
import {UnitWord} from "../../contracts/settlement/libraries/UnitWord.sol";
import {Test} from "./Test.sol";

/// @notice Properties of fees and shares over random prices and rates.
contract SaleMathTest is Test {
    uint256 private constant MAX_PRICE = 2 ** 44 - 1;

    /// @dev What a batch takes per unit is floor(price * bps / 10,000); a refund must find the same numbers in the unit and its series.
    function testFuzz_refundReturnsExactlyWhatWasPaid(uint48 price, uint8 buyerBps, uint16 issuanceBps) public pure {
        (uint256 p, uint256 b, uint256 i) = (price % (MAX_PRICE + 1), buyerBps % 101, issuanceBps % 301);
        FirstSale memory sale = _saleOf(p, b, i);
        assert(sale.price == p);
        assert(sale.buyerFee == (p * b) / 10_000);
        assert(sale.issuanceFee == (p * i) / 10_000);
    }

    /// @dev The dust of rounding is the user's: never more than the rate, and less than one unit of money below it.
    function testFuzz_feesRoundDown(uint48 price, uint8 buyerBps) public pure {
        (uint256 p, uint256 b) = (price % (MAX_PRICE + 1), buyerBps % 101);
        uint256 fee = _saleOf(p, b, 0).buyerFee;
        assert(fee * 10_000 <= p * b && (fee + 1) * 10_000 > p * b);
    }

    /// @dev A day's word is summed unit by unit and emptied unit by unit: it ends at zero whatever the order of prices.
    function testFuzz_dayIsEmptiedExactly(uint48[6] memory prices, uint8 buyerBps, uint16 issuanceBps) public pure {
        uint256 held = 0;
        for (uint256 i = 0; i < prices.length; ++i) {
            uint256 p = prices[i] % (MAX_PRICE + 1);
            held += p + (p * (buyerBps % 101)) / 10_000;
        }
        for (uint256 i = prices.length; i > 0; --i) {
            FirstSale memory sale = _saleOf(prices[i - 1] % (MAX_PRICE + 1), buyerBps % 101, issuanceBps % 301);
            held -= uint256(sale.price) + sale.buyerFee;
        }
        assert(held == 0);
    }

    function testFuzz_breakageIsTenPercentRoundedDown(uint48 face, uint32 units) public pure {
        uint256 share = SaleMath.breakageOf(face, units);
        assert(share * 10 <= uint256(face) * units && (share + 1) * 10 > uint256(face) * units);
    }

    function _saleOf(uint256 price, uint256 buyerBps, uint256 issuanceBps) private pure returns (FirstSale memory) {
        UnitWord unit = UnitWord.wrap(0).withPrice(uint48(price)).withBuyerFeeBps(uint8(buyerBps));
        return SaleMath.firstSaleOf(unit, SeriesWordB.wrap(0).withIssuanceFeeBps(uint16(issuanceBps)));
    }
}
