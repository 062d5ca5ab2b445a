// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBatches} from "../interfaces/IBatches.sol";
import {MemoryTable} from "./MemoryTable.sol";

/// @title Record writer
/// @notice Builds `BatchSettled.records` where the event's data and the return value are read from, so that nothing is copied: journal head,
/// offset, count, words. The caller carries the address of the next word and keeps to the capacity.
library RecordWriter {
    uint256 private constant PREFIX_SIZE = 3 * 32;

    /// @param capacity Most words that will be written.
    /// @return next Where the first word goes.
    function open(bytes32 journalHead, uint256 capacity) internal pure returns (uint256 next) {
        unchecked {
            uint256 start = MemoryTable.allocate(PREFIX_SIZE + (capacity << 5)); // The capacity is bounded by the calldata.
            MemoryTable.store(start, 0, uint256(journalHead));
            next = start + PREFIX_SIZE;
        }
    }

    function append(uint256 next, uint256 word0, uint256 word1, uint256 word2) internal pure returns (uint256 end) {
        MemoryTable.store(next, 0, word0);
        MemoryTable.store(next, 32, word1);
        MemoryTable.store(next, 64, word2);
        unchecked {
            end = next + 96; // A memory address.
        }
    }

    function append(uint256 next, uint256 word) internal pure returns (uint256 end) {
        MemoryTable.store(next, 0, word);
        unchecked {
            end = next + 32; // A memory address.
        }
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
