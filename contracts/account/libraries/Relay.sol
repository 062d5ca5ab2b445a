// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Relay
/// @notice Hands a call on to another part of the same contract.
library Relay {
    /// @notice Runs this call's data at `target` on this contract's storage and ends with its answer.
    function to(address target) internal {
        // Memory-safe although it writes from zero: nothing of Solidity runs after it.
        assembly ("memory-safe") {
            calldatacopy(0, 0, calldatasize())
            let success := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(success) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}
