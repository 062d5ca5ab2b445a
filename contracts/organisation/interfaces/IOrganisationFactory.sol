// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Organisation factory
/// @notice Makes organisations; anyone may, and nobody can make another than the owners named.
interface IOrganisationFactory {
    event OrganisationCreated(address indexed organisation, address[] owners, uint8 ownersNeeded);

    /// @notice Makes the organisation of `owners`, of whom `ownersNeeded` act together. Reverts when it is there already.
    /// @param salt Tells several organisations of the same owners apart.
    function create(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external returns (address organisation);

    /// @notice Where `create` puts it.
    function addressOf(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external view returns (address);
    function isOrganisation(address account) external view returns (bool);
    /// @notice The code that every organisation runs.
    function implementation() external view returns (address);
}
