// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountEntry} from "./AccountEntry.sol";
import {SeriesEntry} from "./SeriesEntry.sol";
import {MemoryTable} from "./MemoryTable.sol";

/// @notice An order of a batch. The first thirteen words are the EIP-712 encoding of `Order` and are hashed where they lie.
/// @dev The memory address of its fields, a word each, in the order of the constants below.
type OrderEntry is uint256;

using OrderEntryLib for OrderEntry global;

/// @title Fields of `OrderEntry`
library OrderEntryLib {
    uint256 internal constant SIZE = 19 * 32;

    uint256 private constant TYPE_HASH = 0 * 32;
    uint256 private constant ACCOUNT = 1 * 32;
    uint256 private constant SERIES = 2 * 32;
    uint256 private constant FLAGS = 3 * 32;
    uint256 private constant PRICE = 4 * 32;
    uint256 private constant QUANTITY = 5 * 32;
    uint256 private constant LANE = 6 * 32;
    uint256 private constant SEQ = 7 * 32;
    uint256 private constant EPOCH = 8 * 32;
    uint256 private constant EXPIRY = 9 * 32;
    uint256 private constant MAX_FEE_BPS = 10 * 32;
    uint256 private constant MIN_RESALES_LEFT = 11 * 32;
    uint256 private constant UNIT_ID = 12 * 32;
    uint256 private constant CODE = 13 * 32;
    uint256 private constant OWNER = 14 * 32;
    uint256 private constant TERMS = 15 * 32;
    uint256 private constant LANE_WORD = 16 * 32;
    uint256 private constant LANE_SHIFT = 17 * 32;
    uint256 private constant POSITION = 18 * 32;

    function setTypeHash(OrderEntry self, bytes32 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), TYPE_HASH, uint256(value));
    }

    function account(OrderEntry self) internal pure returns (address) {
        return MemoryTable.loadAddress(OrderEntry.unwrap(self), ACCOUNT);
    }

    function setAccount(OrderEntry self, address value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), ACCOUNT, uint160(value));
    }

    function series(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), SERIES);
    }

    function setSeries(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), SERIES, value);
    }

    function flags(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), FLAGS);
    }

    function setFlags(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), FLAGS, value);
    }

    function price(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), PRICE);
    }

    function setPrice(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), PRICE, value);
    }

    function quantity(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), QUANTITY);
    }

    function setQuantity(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), QUANTITY, value);
    }

    function lane(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), LANE);
    }

    function setLane(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), LANE, value);
    }

    function seq(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), SEQ);
    }

    function setSeq(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), SEQ, value);
    }

    function epoch(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), EPOCH);
    }

    function setEpoch(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), EPOCH, value);
    }

    function expiry(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), EXPIRY);
    }

    function setExpiry(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), EXPIRY, value);
    }

    function maxFeeBps(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), MAX_FEE_BPS);
    }

    function setMaxFeeBps(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), MAX_FEE_BPS, value);
    }

    function minResalesLeft(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), MIN_RESALES_LEFT);
    }

    function setMinResalesLeft(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), MIN_RESALES_LEFT, value);
    }

    function unitId(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), UNIT_ID);
    }

    function setUnitId(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), UNIT_ID, value);
    }

    /// @dev Why the order cannot trade in this batch, whatever the other side; 0 when it can.
    function code(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), CODE);
    }

    function setCode(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), CODE, value);
    }

    function owner(OrderEntry self) internal pure returns (AccountEntry) {
        return AccountEntry.wrap(MemoryTable.load(OrderEntry.unwrap(self), OWNER));
    }

    function setOwner(OrderEntry self, AccountEntry value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), OWNER, AccountEntry.unwrap(value));
    }

    function terms(OrderEntry self) internal pure returns (SeriesEntry) {
        return SeriesEntry.wrap(MemoryTable.load(OrderEntry.unwrap(self), TERMS));
    }

    function setTerms(OrderEntry self, SeriesEntry value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), TERMS, SeriesEntry.unwrap(value));
    }

    /// @dev Memory address of the word that holds its lane: the account's own or a `LaneEntry`.
    function laneWord(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), LANE_WORD);
    }

    function setLaneWord(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), LANE_WORD, value);
    }

    /// @dev Lowest bit of the lane in that word.
    function laneShift(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), LANE_SHIFT);
    }

    function setLaneShift(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), LANE_SHIFT, value);
    }

    /// @dev Its place in the sequencer's journal.
    function position(OrderEntry self) internal pure returns (uint256) {
        return MemoryTable.load(OrderEntry.unwrap(self), POSITION);
    }

    function setPosition(OrderEntry self, uint256 value) internal pure {
        MemoryTable.store(OrderEntry.unwrap(self), POSITION, value);
    }
}
