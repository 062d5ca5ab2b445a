// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";

/// @notice The records of a batch under construction, in the place from which they are logged and returned: journal head, offset, count, words.
/// @param next Memory address of the next word.
struct Records {
    uint256 start;
    uint256 next;
}

/// @title Record writer
/// @notice Builds `BatchSettled.records` where the event's data and the return value are read from, so that nothing is copied.
library RecordWriter {
    uint256 private constant PREFIX_SIZE = 3 * 32;

    /// @param capacity Most words that will be written.
    function open(bytes32 journalHead, uint256 capacity) internal pure returns (Records memory records) {
        uint256 start;
        // Memory-safe: takes its bytes from the free memory pointer.
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(0x40, add(start, add(PREFIX_SIZE, shl(5, capacity))))
            mstore(start, journalHead)
        }
        records.start = start;
        records.next = start + PREFIX_SIZE;
    }

    function append(Records memory records, uint256 word0, uint256 word1, uint256 word2) internal pure {
        uint256 next = records.next;
        // Memory-safe: inside what `open` took; the writer keeps to its capacity.
        assembly ("memory-safe") {
            mstore(next, word0)
            mstore(add(next, 0x20), word1)
            mstore(add(next, 0x40), word2)
        }
        unchecked {
            records.next = next + 96; // A memory address is far from 2^256.
        }
    }

    function append(Records memory records, uint256 word) internal pure {
        uint256 next = records.next;
        // Memory-safe: inside what `open` took; the writer keeps to its capacity.
        assembly ("memory-safe") {
            mstore(next, word)
        }
        unchecked {
            records.next = next + 32; // A memory address is far from 2^256.
        }
    }

    /// @notice Emits `BatchSettled` and ends the call with the same words as its return value.
    function logAndReturn(Records memory records, uint64 batchNo) internal {
        uint256 start = records.start;
        uint256 next = records.next;
        bytes32 topic = IBatches.BatchSettled.selector;
        // Memory-safe: inside what `open` took. The event's data are (head, offset 0x40, count, words); one word further on and with
        // offset 0x20 the same bytes are the encoded return value.
        assembly ("memory-safe") {
            mstore(add(start, 0x20), 0x40)
            mstore(add(start, 0x40), shr(5, sub(sub(next, start), PREFIX_SIZE)))
            log2(start, sub(next, start), topic, batchNo)
            mstore(add(start, 0x20), 0x20)
            return(add(start, 0x20), sub(sub(next, start), 0x20))
        }
    }
}
