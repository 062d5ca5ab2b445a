// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @title Issuer treasury
/// @notice Guarantee funds of issuers, nothing else (ISS-4). Money units, 6 decimals.
/// @dev Invariant: the sum of guarantees <= the treasury's token balance.
interface IIssuerTreasury {
    event GuaranteeDeposited(address indexed issuer, address indexed from, uint64 amount);
    event GuaranteeWithdrawn(address indexed issuer, uint64 amount);
    event GuaranteeDrawn(address indexed issuer, address indexed to, uint64 amount, bytes32 reasonHash);

    error Treasury_ZeroAmount();
    error Treasury_Insufficient(address issuer, uint64 available, uint64 needed);
    /// @notice The guarantee stays while the issuer has face value outstanding.
    error Treasury_Outstanding(address issuer, uint64 quotaUsed);

    /// @notice Pulls money by ERC-3009 from `from` for `issuer`.
    function depositBySig(
        address issuer,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external;
    function withdraw(uint64 amount) external;
    function withdrawBySig(uint64 amount, IntentAuth calldata auth) external;
    /// @notice Arbitrator: draws on default.
    function draw(address issuer, address to, uint64 amount, bytes32 reasonHash) external;

    function guaranteeOf(address issuer) external view returns (uint64);
}
