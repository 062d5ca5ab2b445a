// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ITransferGate} from "../settlement/interfaces/ITransferGate.sol";

/// @notice Test double: a gate that logs what it is asked and refuses whom it is told to.
contract MockGate is ITransferGate {
    mapping(address account => bool) public isRefused;

    event Checked(address indexed from, address indexed to, uint256 value, bytes data);

    function setRefused(address account, bool refused) external {
        isRefused[account] = refused;
    }

    /// @inheritdoc ITransferGate
    function check(address from, address to, uint256 value, bytes calldata data) external {
        require(!isRefused[from], Gate_Sanctioned(from));
        require(!isRefused[to], Gate_Sanctioned(to));
        emit Checked(from, to, value, data);
    }
}
