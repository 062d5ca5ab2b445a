// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountEntry} from "./AccountEntry.sol";
import {OrderEntry} from "./OrderEntry.sol";
import {SeriesEntry} from "./SeriesEntry.sol";

/// @notice The trade at hand; one instance serves the whole batch.
/// @param serialsAt Where the serials of a secondary sale begin in calldata.
/// @param price Per unit: the maker's limit.
/// @param sellFeeBps Of a primary sale the issuance fee.
/// @param cost What the buyer pays; `proceeds` is what the seller is left with. Fees are rounded down per unit, in favour of both.
/// @param buyStep What the fill adds to the buy order's lane field; `sellStep` likewise.
struct Trade {
    OrderEntry buy;
    OrderEntry sell;
    AccountEntry buyer;
    AccountEntry seller;
    SeriesEntry terms;
    uint256 units;
    uint256 serialsAt;
    uint256 price;
    uint256 buyFeeBps;
    uint256 sellFeeBps;
    uint256 cost;
    uint256 proceeds;
    uint256 buyStep;
    uint256 sellStep;
    bool isSellerTaker;
    bool isPrimary;
}
