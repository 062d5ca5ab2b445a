// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Lane field
/// @notice A lane as 64 bits, seq 32 << 32 | filled 32, and where it lies: lanes 0 and 1 in the account word, lanes 2 to 127 four to a word.
library LaneField {
    uint8 internal constant LAST_LANE = 127;
    /// @dev A lane with this fill budget can never fill the sequence it stands at: no order is larger.
    uint32 internal constant VOID = type(uint32).max;
    /// @dev Farthest jump of a sequence, so that nobody is talked into signing the last one.
    uint32 internal constant MAX_JUMP = 65_536;

    uint256 internal constant FIRST_IN_ACCOUNT_AT = 96;

    function pack(uint32 seq, uint32 filled) internal pure returns (uint64) {
        return (uint64(seq) << 32) | filled;
    }

    function seqOf(uint64 field) internal pure returns (uint32) {
        return uint32(field >> 32);
    }

    function filledOf(uint64 field) internal pure returns (uint32) {
        return uint32(field);
    }

    /// @notice How far an order lies ahead of its lane; an older sequence wraps around to a very long jump.
    function jumpOf(uint256 current, uint256 seq) internal pure returns (uint256) {
        unchecked {
            return seq - current;
        }
    }

    /// @notice The fills of an order's sequence once `units` more are filled.
    /// @param isSame 1 when the lane stands at the sequence, 0 when the order opens a new one.
    function totalOf(uint256 filled, uint256 isSame, uint256 units) internal pure returns (uint256) {
        unchecked {
            return filled * isSame + units;
        }
    }

    function isTooFar(uint256 jump) internal pure returns (bool) {
        return jump > MAX_JUMP;
    }

    function isOverfilled(uint256 total, uint256 quantity) internal pure returns (bool) {
        return total > quantity;
    }

    /// @notice Word of lanes 2 and up that holds the lane.
    function wordIndex(uint8 lane) internal pure returns (uint256) {
        unchecked {
            return (uint256(lane) - 2) >> 2; // Asked for lanes above 1 only.
        }
    }

    /// @notice Lowest bit of the lane in its word, account word or extra word.
    function shift(uint8 lane) internal pure returns (uint256) {
        unchecked {
            return lane < 2 ? FIRST_IN_ACCOUNT_AT + (uint256(lane) << 6) : ((uint256(lane) - 2) & 3) << 6;
        }
    }

    function read(uint256 word, uint256 offset) internal pure returns (uint64) {
        return uint64(word >> offset);
    }

    function write(uint256 word, uint256 offset, uint64 field) internal pure returns (uint256) {
        return (word & ~(uint256(type(uint64).max) << offset)) | (uint256(field) << offset);
    }
}
