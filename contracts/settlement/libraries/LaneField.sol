// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SkipCode} from "../types/SkipCode.sol";

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

    /// @notice The fills of an order's sequence once `units` more are filled in a lane that stands at `current`, `filled`.
    /// @return total At most the signed `quantity`, as long as the lane does not refuse.
    /// @return code Why the lane refuses the fill, 0 when it does not; then the sequence is the lane's own or a little later.
    function afterFill(
        uint256 current,
        uint256 filled,
        uint256 seq,
        uint256 quantity,
        uint256 units
    ) internal pure returns (uint256 total, uint256 code) {
        unchecked {
            uint256 jump = seq - current; // An older sequence wraps around to a very long jump.
            total = units;
            if (jump == 0) total += filled;
            if (jump > MAX_JUMP) code = seq < current ? SkipCode.ORDER_REPLACED : SkipCode.LANE_JUMP;
            else if (total > quantity) code = SkipCode.ORDER_FILLED;
        }
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
