// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Epoch
/// @notice The number that every order repeats of its key's word. Raising it kills all that was signed, so whoever signs ahead must not be able
/// to tell the next one: it is drawn when the change is carried out, from the block that carries it out.
/// @dev One draw a block for everybody: nothing that a caller chooses goes in. The step is at most 1/256 of what is left, so an index lasts for
/// more than 5,000 changes; near the end it is one. `LAST` is never signed for: an index that reaches it is closed, see `KeyRing`.
library Epoch {
    uint24 internal constant LAST = type(uint24).max;

    uint256 private constant SHARE = 256;

    /// @return A larger epoch, at most `LAST`; `LAST` itself stays.
    function next(uint24 epoch, address account, uint256 index) internal view returns (uint24) {
        uint256 left = LAST - epoch;
        if (left == 0) return LAST;
        bytes32 draw = keccak256(abi.encode(block.prevrandao, blockhash(block.number - 1), account, index, epoch));
        uint256 most = left < SHARE ? 1 : left / SHARE;
        // The step lies in 1..most, and most is at most what is left.
        return uint24(epoch + 1 + (uint256(draw) % most));
    }
}
