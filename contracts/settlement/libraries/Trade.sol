// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderEntry} from "./OrderEntry.sol";

/// @notice A trade that is looked at rule by rule.
/// @param serialsAt Where the serials of a secondary sale begin in calldata.
/// @param sellFeeBps Of a primary sale the issuance fee.
/// @param cost What the buyer pays; `proceeds` is what the seller is left with. Fees are rounded down per unit, in favour of both.
struct Trade {
    OrderEntry buy;
    OrderEntry sell;
    uint256 units;
    uint256 serialsAt;
    uint256 buyFeeBps;
    uint256 sellFeeBps;
    uint256 cost;
    uint256 proceeds;
    bool isSellerTaker;
    bool isPrimary;
}
