// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountWord} from "./AccountWord.sol";
import {BatchWord} from "./BatchWord.sol";
import {ProfileWord} from "./ProfileWord.sol";
import {SeriesWordA} from "./SeriesWordA.sol";
import {SeriesWordB} from "./SeriesWordB.sol";

/// @notice An account of the batch: its word with running balances, its profile and what skipped trades kept from it (`Taint`).
struct AccountEntry {
    address account;
    AccountWord word;
    ProfileWord profile;
    uint256 taint;
}

/// @notice A series of the batch and what its primary sales of this batch add to the day's held money.
/// @param code Why nothing of the series trades in this batch; 0 when it does.
struct SeriesEntry {
    uint256 series;
    SeriesWordA a;
    SeriesWordB b;
    uint256 code;
    uint256 resaleLimit;
    bool isIssuerActive;
    uint256 soldUnits;
    uint256 gross;
    uint256 buyerFees;
    uint256 issuanceFees;
}

/// @notice An order of the batch. The first thirteen words are the EIP-712 encoding of `Order`, hashed where they lie.
/// @param code Why the order cannot trade in this batch, whatever the other side; 0 when it can.
/// @param owner Memory address of its `AccountEntry`.
/// @param terms Memory address of its `SeriesEntry`.
/// @param laneWord Memory address of the word that holds its lane: the account's own or an `LaneEntry`.
/// @param laneShift Lowest bit of the lane in that word.
/// @param position Its place in the sequencer's journal.
struct OrderEntry {
    bytes32 typeHash;
    address account;
    uint256 series;
    uint256 flags;
    uint256 price;
    uint256 quantity;
    uint256 lane;
    uint256 seq;
    uint256 epoch;
    uint256 expiry;
    uint256 maxFeeBps;
    uint256 minResalesLeft;
    uint256 unitId;
    uint256 code;
    uint256 owner;
    uint256 terms;
    uint256 laneWord;
    uint256 laneShift;
    uint256 position;
}

/// @notice A word of extra lanes.
struct LaneEntry {
    uint256 word;
    uint256 wordIndex;
}

/// @notice Everything about one call of `settle` that its steps share.
/// @param cursor Next byte of calldata to read; `end` is one past the last.
/// @param openCaller Who settles under the open rules; zero when the operator settles.
/// @param earned Fees of secondary sales of this batch.
struct Batch {
    uint256 start;
    uint256 cursor;
    uint256 end;
    uint256 accountTable;
    uint256 accountCount;
    uint256 seriesTable;
    uint256 seriesCount;
    uint256 orderTable;
    uint256 orderCount;
    uint256 tradeCount;
    bytes32 journalHead;
    bytes32 domainSeparator;
    BatchWord state;
    address openCaller;
    uint256 today;
    uint256 earned;
    bool hasExtraLanes;
}

/// @notice What a skipped trade kept from an account, so that a later failure can be told from a cause of its own.
library Taint {
    uint256 internal constant MISSED_CASH = 1;
    uint256 internal constant MISSED_UNITS = 2;
}

/// @title Batch tables
/// @notice Tables of equal memory entries, reached by index or address. Plain arrays of structs would hold a pointer per entry, zero each
/// one first and check each index twice; here the one check is `Settlement_Malformed` in the caller.
library BatchTables {
    uint256 internal constant ACCOUNT_SIZE = 4 * 32;
    uint256 internal constant SERIES_SIZE = 10 * 32;
    uint256 internal constant ORDER_SIZE = 19 * 32;
    uint256 internal constant LANE_SIZE = 2 * 32;

    /// @notice Memory that nobody else gets. It is not zeroed: every entry is written whole before it is read.
    function allocate(uint256 size) internal pure returns (uint256 table) {
        assembly ("memory-safe") {
            table := mload(0x40)
            mstore(0x40, add(table, size))
        }
    }

    // The four casts below reread memory of their own tables only; a reference to a memory struct is its address.

    function accountAt(uint256 location) internal pure returns (AccountEntry memory entry) {
        assembly ("memory-safe") {
            entry := location
        }
    }

    function seriesAt(uint256 location) internal pure returns (SeriesEntry memory entry) {
        assembly ("memory-safe") {
            entry := location
        }
    }

    function orderAt(uint256 location) internal pure returns (OrderEntry memory entry) {
        assembly ("memory-safe") {
            entry := location
        }
    }

    function laneAt(uint256 location) internal pure returns (LaneEntry memory entry) {
        assembly ("memory-safe") {
            entry := location
        }
    }

    /// @notice Memory address of an account's running word.
    function wordOf(AccountEntry memory entry) internal pure returns (uint256 location) {
        assembly ("memory-safe") {
            location := add(entry, 0x20)
        }
    }

    /// @notice The word at an address that `wordOf` or `allocate` gave.
    function load(uint256 location) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(location)
        }
    }

    /// @notice Overwrites the word at an address that `wordOf` or `allocate` gave.
    function store(uint256 location, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(location, word)
        }
    }
}
