// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Money token
/// @notice What the protocol needs of its stablecoin: ERC-20 and the ERC-3009 form that takes a signature of any length (wallets too).
interface IMoneyToken is IERC20 {
    /// @notice Pulls `value` from `from` to the caller, which must be `to`.
    /// @param signature By `from` over `ReceiveWithAuthorization(from, to, value, validAfter, validBefore, nonce)`.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external;
}
