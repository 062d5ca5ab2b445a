// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BatchWord} from "./BatchWord.sol";
import {OperatorWord} from "./OperatorWord.sol";

/// @notice Everything about one call of `settle` that its steps share.
/// @param start Offset of the batch in calldata.
/// @param cursor Next byte to read; `end` is one past the last.
/// @param openCaller Who settles under the open rules, as a number; zero when the operator settles.
/// @param today Days since 1970.
/// @param lastFurtherLanes Memory address of the last word of lanes above 1 that was read; zero when no order uses one.
struct Batch {
    uint256 start;
    uint256 cursor;
    uint256 end;
    uint256 accountTable;
    uint256 accountsEnd;
    uint256 accountCount;
    uint256 seriesTable;
    uint256 seriesEnd;
    uint256 seriesCount;
    uint256 orderTable;
    uint256 orderCount;
    uint256 tradeCount;
    bytes32 journalHead;
    bytes32 domainSeparator;
    BatchWord state;
    OperatorWord operator;
    uint256 takerBps;
    uint256 makerBps;
    uint256 openCaller;
    uint256 today;
    uint256 lastFurtherLanes;
}

/// @notice What a skipped trade kept from an account, so that a later failure can be told from a cause of its own.
library Taint {
    uint256 internal constant MISSED_CASH = 1;
    uint256 internal constant MISSED_UNITS = 2;
}
