// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Vm} from "./Test.sol";

/// @notice Cheatcodes for contracts that are driven by a test and are none themselves: the runner does not fuzz what declares IS_TEST.
abstract contract Cheats {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        require(least <= most);
        return value >= least && value <= most ? value : least + (value % (most - least + 1));
    }
}
