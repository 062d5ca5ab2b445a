// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountWord} from "../../contracts/settlement/libraries/AccountWord.sol";
import {LaneField} from "../../contracts/settlement/libraries/LaneField.sol";
import {TradeMath} from "../../contracts/settlement/libraries/TradeMath.sol";

// What `npm run prove` hands to solc's CHC engine and z3. Each contract claims something of the code that `settle` itself runs, for every state
// and every input that its `require` lets through; the ranges are those of the fields that carry the numbers. Nothing here is deployed.

/// @notice A fee is the named share of the price, rounded down per unit, and no more; the rest of the money has one owner.
contract Fees {
    uint256 private constant BPS = 10_000;

    function buyerPaysPriceAndFee(uint256 units, uint256 price, uint256 feeBps) external pure {
        require(units <= 100 && price < 2 ** 44 && feeBps <= BPS);
        assert(TradeMath.costOf(units, price, feeBps) == units * price + units * ((price * feeBps) / BPS));
    }

    function sellerGetsPriceLessFee(uint256 units, uint256 price, uint256 feeBps) external pure {
        require(units <= 100 && price < 2 ** 44 && feeBps <= BPS);
        assert(TradeMath.proceedsOf(units, price, feeBps) + units * ((price * feeBps) / BPS) == units * price);
    }
}

/// @notice What the effects are proven for: any cost and proceeds on either side of the price, which is what `Fees` says of them.
abstract contract Amounts {
    function _isFair(uint256 units, uint256 price, uint256 cost, uint256 proceeds) internal pure returns (bool) {
        return units <= 100 && price < 2 ** 44 && cost < 2 ** 60 && proceeds <= units * price && units * price <= cost;
    }

    /// @dev Cash lies in the low 64 bits of an account's word, the count of its units in the 32 bits above.
    function _cash(uint256 word) internal pure returns (uint256) {
        return word % 2 ** 64;
    }

    function _units(uint256 word) internal pure returns (uint256) {
        return (word / 2 ** 64) % 2 ** 32;
    }
}

/// @notice A resale moves money between two accounts and the fees, and leaves their sum alone, whatever they hold.
/// @dev From every state to the next: so the sum is the same after any number of trades of any accounts in any order.
contract Resale is Amounts {
    function sumStays(
        uint256 buyer,
        uint256 seller,
        uint256 earned,
        uint256 units,
        uint256 price,
        uint256 cost,
        uint256 proceeds
    ) external pure {
        require(_isFair(units, price, cost, proceeds) && earned < 2 ** 64);
        require(TradeMath.buyerObstacle(_cash(buyer), _units(buyer), cost, units) == 0);
        require(TradeMath.sellerObstacle(_cash(seller), proceeds) == 0);
        (AccountWord b, AccountWord s, uint256 e) = TradeMath.afterResale(
            AccountWord.wrap(buyer),
            AccountWord.wrap(seller),
            earned,
            units,
            cost,
            proceeds
        );
        assert(_cash(AccountWord.unwrap(b)) + _cash(AccountWord.unwrap(s)) + e == _cash(buyer) + _cash(seller) + earned);
        assert(e == earned + (cost - units * price) + (units * price - proceeds));
    }
}

/// @notice A first sale moves money from the buyer to what is held, and leaves their sum alone; of it the issuer is promised the proceeds.
contract FirstSale is Amounts {
    function sumStays(uint256 buyer, uint256 units, uint256 price, uint256 cost, uint256 proceeds) external pure {
        require(_isFair(units, price, cost, proceeds));
        require(TradeMath.buyerObstacle(_cash(buyer), _units(buyer), cost, units) == 0);
        (AccountWord b, uint256 gross, uint256 buyerFees, uint256 issuanceFees) = TradeMath.afterFirstSale(
            AccountWord.wrap(buyer),
            units,
            price,
            cost,
            proceeds
        );
        assert(_cash(AccountWord.unwrap(b)) + gross + buyerFees == _cash(buyer));
        assert(gross == units * price && gross - issuanceFees == proceeds);
    }
}

/// @notice A fill counts what was filled before, never exceeds the signed quantity, and never takes a lane back or too far ahead.
/// @dev From every state to the next: sequences never return, so no order is filled beyond its quantity by any fills in any order.
contract Fill {
    function staysInside(uint256 current, uint256 filled, uint256 seq, uint256 quantity, uint256 units) external pure {
        require(current < 2 ** 32 && filled < 2 ** 32 && seq < 2 ** 32 && quantity < 2 ** 32 && units <= 100);
        (uint256 total, uint256 code) = LaneField.afterFill(current, filled, seq, quantity, units);
        if (code != 0) return;
        assert(total <= quantity);
        assert(seq != current || total == filled + units);
        assert(seq >= current && seq - current <= 65_536);
    }
}
