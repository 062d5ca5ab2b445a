// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {LaneField} from "../../contracts/settlement/libraries/LaneField.sol";
import {TradeMath} from "../../contracts/settlement/libraries/TradeMath.sol";

// What `npm run prove` hands to solc's CHC engine and z3. Each contract claims something of the code that `settle` itself runs, for every state
// and every input that its `require` lets through; the ranges are those of the fields that carry the numbers. Nothing here is deployed.

/// @notice A buyer pays the price and the named share of it, rounded down per unit, and no more.
contract BuyerFee {
    function buyerPaysPriceAndFee(uint256 units, uint256 price, uint256 feeBps) external pure {
        require(units <= 100 && price < 2 ** 44 && feeBps <= 10_000);
        assert(TradeMath.costOf(units, price, feeBps) == units * price + units * ((price * feeBps) / 10_000));
    }
}

/// @notice A seller is left with the price less the named share of it, rounded down per unit, and no less.
contract SellerFee {
    function sellerGetsPriceLessFee(uint256 units, uint256 price, uint256 feeBps) external pure {
        require(units <= 100 && price < 2 ** 44 && feeBps <= 10_000);
        uint256 proceeds = TradeMath.proceedsOf(units, price, feeBps);
        assert(proceeds + units * ((price * feeBps) / 10_000) == units * price);
    }
}

/// @notice What the effects are proven for: any cost and proceeds on either side of the price, which is what the two above say of them.
abstract contract Amounts {
    function _isFair(uint256 units, uint256 price, uint256 cost, uint256 proceeds) internal pure returns (bool) {
        return units <= 100 && price < 2 ** 44 && cost < 2 ** 60 && proceeds <= units * price && units * price <= cost;
    }

    /// @dev Cash lies in the low 64 bits of an account's word.
    function _cash(uint256 word) internal pure returns (uint256) {
        return word % 2 ** 64;
    }
}

/// @notice A resale moves money between two accounts and the fees, and leaves their sum alone, whatever they hold.
/// @dev From every state to the next: so the sum is the same after any number of trades of any accounts in any order.
contract Resale is Amounts {
    function sumStays(uint256 buyer, uint256 seller, uint256 units, uint256 price, uint256 cost, uint256 proceeds) external pure {
        require(_isFair(units, price, cost, proceeds));
        require(!TradeMath.isShortOfCash(_cash(buyer), cost) && !TradeMath.isCashOverflow(_cash(seller), proceeds));
        uint256 b;
        uint256 s;
        unchecked {
            b = buyer + TradeMath.buyerChange(units, cost);
            s = seller + TradeMath.sellerChange(units, proceeds);
        }
        uint256 earned = TradeMath.earnedOf(cost, proceeds);
        assert(_cash(b) + _cash(s) + earned == _cash(buyer) + _cash(seller));
        assert(earned == (cost - units * price) + (units * price - proceeds));
    }
}

/// @notice A first sale moves money from the buyer to what is held, and leaves their sum alone; of it the issuer is promised the proceeds.
contract FirstSale is Amounts {
    function sumStays(uint256 buyer, uint256 units, uint256 price, uint256 cost, uint256 proceeds) external pure {
        require(_isFair(units, price, cost, proceeds));
        require(!TradeMath.isShortOfCash(_cash(buyer), cost));
        uint256 gross = units * price;
        uint256 b;
        unchecked {
            b = buyer + TradeMath.buyerChange(units, cost);
        }
        (uint256 buyerFees, uint256 issuanceFees) = TradeMath.heldFees(gross, cost, proceeds);
        assert(_cash(b) + gross + buyerFees == _cash(buyer));
        assert(gross - issuanceFees == proceeds);
    }
}

/// @notice A fill counts what was filled before, never exceeds the signed quantity, and never takes a lane back or too far ahead.
/// @dev From every state to the next: sequences never return, so no order is filled beyond its quantity by any fills in any order.
contract Fill {
    function staysInside(uint256 current, uint256 filled, uint256 seq, uint256 quantity, uint256 units) external pure {
        require(current < 2 ** 32 && filled < 2 ** 32 && seq < 2 ** 32 && quantity < 2 ** 32 && units <= 100);
        uint256 jump = LaneField.jumpOf(current, seq);
        uint256 total = LaneField.totalOf(filled, jump == 0 ? 1 : 0, units);
        if (LaneField.isTooFar(jump) || LaneField.isOverfilled(total, quantity)) return;
        assert(total <= quantity);
        assert(seq != current || total == filled + units);
        assert(seq >= current && seq - current <= 65_536);
    }
}
