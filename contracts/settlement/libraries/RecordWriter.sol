// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {MemoryTable} from "./MemoryTable.sol";

/// @title Record writer
/// @notice Builds `BatchSettled.records` where the event's data and the return value are read from, so that nothing is copied: journal head,
/// offset, count, words. The caller carries the address of the next word and keeps to the capacity.
library RecordWriter {
    /// @dev The words that every trade has.
    uint256 internal constant TRADE_SIZE = 3 * 32;

    uint256 private constant PREFIX_SIZE = 3 * 32;
    uint256 private constant INFO_AT = 80;
    uint256 private constant BUY_FEE_BPS_AT = 40;
    uint256 private constant SELL_FEE_BPS_AT = 24;
    uint256 private constant PRICE_AT = 176;
    uint256 private constant FIRST_SERIAL_AT = 48;

    /// @param capacity Most words that will be written.
    /// @return next Where the first word goes.
    function open(bytes32 journalHead, uint256 capacity) internal pure returns (uint256 next) {
        unchecked {
            uint256 start = MemoryTable.allocate(PREFIX_SIZE + (capacity << 5)); // The capacity is bounded by the calldata.
            MemoryTable.store(start, 0, uint256(journalHead));
            next = start + PREFIX_SIZE;
        }
    }

    /// @notice Writes the three words of a trade.
    function write(uint256 recordAt, uint256 word0, uint256 word1, uint256 word2) internal pure {
        MemoryTable.store(recordAt, 0, word0);
        MemoryTable.store(recordAt, 32, word1);
        MemoryTable.store(recordAt, 64, word2);
    }

    function append(uint256 next, uint256 word) internal pure returns (uint256 end) {
        MemoryTable.store(next, 0, word);
        unchecked {
            end = next + 32; // A memory address.
        }
    }

    function buyFeeBpsOf(uint256 recordAt) internal pure returns (uint256) {
        return (MemoryTable.load(recordAt, 32) >> BUY_FEE_BPS_AT) & type(uint16).max;
    }

    function sellFeeBpsOf(uint256 recordAt) internal pure returns (uint256) {
        return (MemoryTable.load(recordAt, 32) >> SELL_FEE_BPS_AT) & type(uint16).max;
    }

    function priceOf(uint256 recordAt) internal pure returns (uint256) {
        return (MemoryTable.load(recordAt, 64) >> PRICE_AT) & type(uint48).max;
    }

    function setFirstSerial(uint256 recordAt, uint256 serial) internal pure {
        uint256 rest = MemoryTable.load(recordAt, 64) & ~(uint256(type(uint32).max) << FIRST_SERIAL_AT);
        MemoryTable.store(recordAt, 64, rest | (serial << FIRST_SERIAL_AT));
    }

    /// @notice Turns the record of a fill into that of a skip: without fee rates and serials.
    /// @param outcome Code and further info.
    function turnIntoSkip(uint256 recordAt, uint256 outcome) internal pure {
        MemoryTable.store(recordAt, 0, MemoryTable.load(recordAt, 0) | (outcome << INFO_AT));
        uint256 fees = (uint256(type(uint16).max) << BUY_FEE_BPS_AT) | (uint256(type(uint16).max) << SELL_FEE_BPS_AT);
        MemoryTable.store(recordAt, 32, MemoryTable.load(recordAt, 32) & ~fees);
        setFirstSerial(recordAt, 0);
    }

    /// @notice Emits `BatchSettled` and ends the call with the same words as its return value.
    /// @param first What `open` returned; `end` is what the last `append` did.
    function logAndReturn(uint256 first, uint256 end, uint64 batchNo) internal {
        bytes32 topic = IBatches.BatchSettled.selector;
        // Memory-safe: inside what `open` took. The event's data are (head, offset 0x40, count, words); one word further on and with
        // offset 0x20 the same bytes are the encoded return value.
        assembly ("memory-safe") {
            let start := sub(first, PREFIX_SIZE)
            mstore(add(start, 0x20), 0x40)
            mstore(add(start, 0x40), shr(5, sub(end, first)))
            log2(start, sub(end, start), topic, batchNo)
            mstore(add(start, 0x20), 0x20)
            return(add(start, 0x20), sub(sub(end, start), 0x20))
        }
    }
}
